"""Permissions on grants, claims and payments. CLAIM_MOVES and RUN_MOVES say in which state.

Maker and approver differ, and so do preparer and releaser, for programme administrators too. They are
compared as persons: merged accounts count as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.roles import EVERYONE, HUB_READERS, Role
from schools.rules import is_advocate_there, is_finance_there, is_head_there, leads_hub, works_for_hub
from schools.scope import can_see
from schools.viewer import holds_any
from sustaining.accounts.persons import is_same_person
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator, is_system

if TYPE_CHECKING:
    from sustaining.accounts.models import User

claims_for_school = is_finance_there | is_head_there | is_advocate_there


@rules.predicate
def did_not_make(user: User, claim: Any) -> bool:
    """Return whether the user neither made nor submitted the claim."""
    return claim is not None and not is_same_person(user, claim.made_by_id, claim.submitted_by_id)


@rules.predicate
def did_not_prepare(user: User, run: Any) -> bool:
    """Return whether somebody else prepared the run."""
    return run is not None and not is_same_person(user, run.prepared_by_id)


@rules.predicate
def made_no_claim_in_run(user: User, run: Any) -> bool:
    """Return whether the user neither made nor submitted any claim in the run."""
    if run is None:
        return False
    makers = {pk for claim in run.claims.all() for pk in (claim.made_by_id, claim.submitted_by_id)}
    return not is_same_person(user, *makers)


@rules.predicate
def did_not_request(user: User, recovery: Any) -> bool:
    """Return whether somebody else requested the recovery."""
    return recovery is not None and not is_same_person(user, recovery.requested_by_id)


@rules.predicate
def did_not_make_its_claim(user: User, row: Any) -> bool:
    """Return whether the user neither made nor submitted the row's claim."""
    return row is not None and not is_same_person(user, row.claim.made_by_id, row.claim.submitted_by_id)


register_permission(
    "funding.draft_claim",
    can_see & (claims_for_school | works_for_hub | is_administrator),
    otherwise="A claim is made by the school’s finance contact, head or Advocates, or prepared by its hub.",
)
register_permission(
    "funding.edit_claim",
    can_see & (claims_for_school | works_for_hub | is_administrator),
    otherwise="A claim is changed by its school, or by its hub while it is a draft.",
)
register_permission(
    "funding.submit_claim",
    can_see & claims_for_school,
    otherwise="Only the school submits its claim: its finance contact, head or Advocates.",
)
register_permission(
    "funding.withdraw_claim",
    can_see & claims_for_school,
    otherwise="Only the school withdraws its claim.",
)
register_permission(
    "funding.restore_claim",
    can_see & claims_for_school,
    otherwise="Only the school restores a claim that it withdrew.",
)
DECIDES = "A claim is decided by a hub lead who neither made nor submitted it."
for _verb in ("approve_claim", "reject_claim", "query_claim", "unapprove_claim", "reconsider_claim"):
    register_permission(f"funding.{_verb}", can_see & (leads_hub | is_administrator) & did_not_make, otherwise=DECIDES)
register_permission(
    "funding.prepare_run",
    works_for_hub | is_administrator,
    otherwise="A payment run is prepared by the hub’s lead or administrator.",
)
register_permission(
    "funding.release_run",
    can_see & (works_for_hub | is_administrator) & did_not_prepare & made_no_claim_in_run,
    otherwise="A payment run is released by somebody other than the one who prepared it, and by nobody whose claim is in it.",
)
register_permission(
    "funding.recall_run",
    can_see & (works_for_hub | is_administrator) & did_not_prepare & made_no_claim_in_run,
    otherwise="A release is taken back by somebody who may release the run: not the one who prepared it, nor a claimant.",
)
register_permission(
    "funding.cancel_run",
    can_see & (works_for_hub | is_administrator),
    otherwise="A payment run is cancelled by the hub’s lead or administrator.",
)
register_permission(
    "funding.record_answer",
    can_see & (works_for_hub | is_administrator),
    otherwise="What the finance system says is recorded by the hub’s lead or administrator.",
)
register_permission(
    "funding.correct_payment",
    can_see & (works_for_hub | is_administrator) & did_not_make_its_claim,
    otherwise="A payment that was recorded as unpaid by mistake is corrected by the hub, and by nobody whose claim it is.",
)
register_permission(
    "funding.share_run_file",
    can_see & (works_for_hub | is_administrator),
    otherwise="A link for the finance team is made by the hub’s lead or administrator.",
)
register_permission(
    "funding.answer_query",
    (can_see & claims_for_school) | is_system,
    otherwise="A question about a claim is answered by its school.",
)
register_permission(
    "funding.read_words",
    can_see & (claims_for_school | works_for_hub | is_administrator),
    otherwise="What is written about people is for the school and its hub.",
)
register_permission(
    "funding.allow_late_claims",
    can_see & (leads_hub | is_administrator),
    otherwise="Leave for a late claim is given by a hub lead.",
)
register_permission(
    "funding.set_up_money",
    works_for_hub | is_administrator,
    otherwise="The hub’s lead or administrator sets up how it deals with money.",
)
register_permission("funding.set_budget", leads_hub | is_administrator, otherwise="A hub lead sets the hub’s budget.")
register_permission("funding.draw_sample", leads_hub | is_administrator, otherwise="A sample is drawn by a hub lead.")
register_permission(
    "funding.give_evidence",
    can_see & claims_for_school,
    otherwise="Evidence is given by the school: its finance contact, head or Advocates.",
)
register_permission(
    "funding.judge_evidence",
    can_see & (works_for_hub | is_administrator) & did_not_make_its_claim,
    otherwise="Evidence is judged by the hub, and by nobody whose claim it is.",
)
register_permission(
    "funding.request_recovery",
    can_see & (works_for_hub | is_administrator),
    otherwise="A repayment is requested by the hub’s lead or administrator.",
)
register_permission(
    "funding.agree_recovery",
    can_see & (leads_hub | is_administrator) & did_not_request,
    otherwise="A recovery is agreed by a hub lead other than the one who asked for it.",
)
for _verb in ("drop_recovery", "settle_recovery"):
    register_permission(
        f"funding.{_verb}",
        can_see & (works_for_hub | is_administrator),
        otherwise="A recovery is settled or dropped by the hub’s lead or administrator.",
    )
register_permission(
    "funding.read_payment_runs",
    holds_any(HUB_READERS),
    otherwise="Payment runs are for the hub. Find your own claims under Claims.",
)
register_permission(
    "funding.read_texts",
    holds_any(EVERYONE - {Role.AUDITOR}),
    otherwise="What people wrote about a claim is not for auditors.",
)
