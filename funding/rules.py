"""Permissions on grants, claims and payments. CLAIM_MOVES and RUN_MOVES say in which state.

Maker and approver differ, and so do preparer and releaser, for programme administrators too. They are
compared as persons: merged accounts count as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.roles import EVERYONE, HUB_READERS, Role
from schools.rules import audits_hub, is_advocate_there, is_finance_there, is_head_there, leads_hub, works_for_hub
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
    """Return whether the user neither made nor submitted any claim in the run, nor is a Specialist whose release it pays."""
    if run is None:
        return False
    makers = {pk for claim in run.claims.all() for pk in (claim.made_by_id, claim.submitted_by_id)}
    released = run.release_months.values_list("specialist__user", flat=True)
    return not is_same_person(user, *makers, *released)


@rules.predicate
def did_not_request(user: User, row: Any) -> bool:
    """Return whether somebody else requested the recovery, or the change of payee."""
    return row is not None and not is_same_person(user, row.requested_by_id)


@rules.predicate
def did_not_make_its_claim(user: User, row: Any) -> bool:
    """Return whether the user neither made nor submitted the row's claim."""
    return row is not None and not is_same_person(user, row.claim.made_by_id, row.claim.submitted_by_id)


register_permission(
    "funding.draft_claim",
    can_see & (claims_for_school | works_for_hub | is_administrator),
    otherwise="Only the school’s finance contact, headteacher or Advocates can make a claim, or its hub can prepare one.",
)
register_permission(
    "funding.edit_claim",
    can_see & (claims_for_school | works_for_hub | is_administrator),
    otherwise="Only the school can change its claim, or its hub while it is a draft.",
)
register_permission(
    "funding.submit_claim",
    can_see & claims_for_school,
    otherwise="Only the school’s finance contact, headteacher or Advocates can submit its claim.",
)
register_permission(
    "funding.withdraw_claim",
    can_see & claims_for_school,
    otherwise="Only the school can withdraw its claim.",
)
register_permission(
    "funding.restore_claim",
    can_see & claims_for_school,
    otherwise="Only the school can restore a claim it withdrew.",
)
DECIDES = "Only a hub lead who did not make or submit the claim can decide it."
for _verb in ("approve_claim", "reject_claim", "query_claim", "unapprove_claim", "reconsider_claim"):
    register_permission(f"funding.{_verb}", can_see & (leads_hub | is_administrator) & did_not_make, otherwise=DECIDES)
register_permission(
    "funding.prepare_run",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can prepare a payment run.",
)
register_permission(
    "funding.release_run",
    can_see & (works_for_hub | is_administrator) & did_not_prepare & made_no_claim_in_run,
    otherwise="A payment run must be released by someone who did not prepare it and has no claim in it.",
)
register_permission(
    "funding.recall_run",
    can_see & (works_for_hub | is_administrator) & did_not_prepare & made_no_claim_in_run,
    otherwise=(
        "Only the hub lead or hub administrator can reverse a release. They must not have prepared the run or made a "
        "claim in it."
    ),
)
register_permission(
    "funding.cancel_run",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub lead or hub administrator can cancel a payment run.",
)
register_permission(
    "funding.record_answer",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub lead or hub administrator can record payment results.",
)
register_permission(
    "funding.correct_payment",
    can_see & (works_for_hub | is_administrator) & did_not_make_its_claim,
    otherwise="Only hub staff without a claim in the payment can correct it.",
)
register_permission(
    "funding.share_run_file",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub lead or hub administrator can create a link for the finance team.",
)
register_permission(
    "funding.answer_query",
    (can_see & claims_for_school) | is_system,
    otherwise="Only the school can answer a question about its claim.",
)
register_permission(
    "funding.read_words",
    can_see & (claims_for_school | works_for_hub | is_administrator),
    otherwise="Only the school and its hub can read notes about people.",
)
register_permission(
    "funding.allow_late_claims",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead can allow late claims.",
)
for _verb in ("bring_in_payment", "take_back_opening"):
    register_permission(
        f"funding.{_verb}",
        can_see & (leads_hub | is_administrator),
        otherwise="Only a hub lead can bring in payments that were made before the hub used the site.",
    )
register_permission(
    "funding.read_payees",
    works_for_hub | audits_hub | is_administrator,
    otherwise="Only the hub’s staff and auditors can see its payees.",
)
register_permission(
    "funding.request_payee",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can change payee details.",
)
register_permission(
    "funding.confirm_payee",
    can_see & (works_for_hub | is_administrator) & did_not_request,
    otherwise="A change of payee must be confirmed by someone at the hub who did not request it.",
)
register_permission(
    "funding.cancel_payee",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub lead or hub administrator can cancel a change of payee.",
)
register_permission(
    "funding.read_statements",
    works_for_hub | audits_hub | is_administrator,
    otherwise="Only the hub’s staff and auditors can see its bank statements.",
)
for _verb in ("match_statement", "undo_statement"):
    register_permission(
        f"funding.{_verb}",
        works_for_hub | is_administrator,
        otherwise="Only the hub lead or hub administrator can match bank statements.",
    )
register_permission(
    "funding.set_up_money",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can change grant settings.",
)
register_permission(
    "funding.set_instalments",
    is_administrator,
    otherwise="Only a programme administrator can set how a project’s grant is paid.",
)
register_permission("funding.set_budget", leads_hub | is_administrator, otherwise="Only a hub lead can set the budget.")
register_permission(
    "funding.draw_sample", leads_hub | is_administrator, otherwise="Only a hub lead can select a sample."
)
register_permission(
    "funding.give_evidence",
    can_see & claims_for_school,
    otherwise="Only the school’s finance contact, headteacher or Advocates can add evidence.",
)
register_permission(
    "funding.judge_evidence",
    can_see & (works_for_hub | is_administrator) & did_not_make_its_claim,
    otherwise="Only hub staff who did not make the claim can review its evidence.",
)
register_permission(
    "funding.reconsider_evidence",
    can_see & (leads_hub | is_administrator) & did_not_make_its_claim,
    otherwise="Only a hub lead who did not make the claim can withdraw a finding on its evidence.",
)
register_permission(
    "funding.request_recovery",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub lead or hub administrator can request a repayment.",
)
register_permission(
    "funding.agree_recovery",
    can_see & (leads_hub | is_administrator) & did_not_request,
    otherwise="A recovery must be approved by a different hub lead from the one who requested it.",
)
for _verb in ("drop_recovery", "restore_recovery", "settle_recovery"):
    register_permission(
        f"funding.{_verb}",
        can_see & (works_for_hub | is_administrator),
        otherwise="Only the hub lead or hub administrator can settle, cancel or restore a recovery.",
    )
register_permission(
    "funding.reverse_repayment",
    can_see & (leads_hub | is_administrator) & did_not_make_its_claim,
    otherwise="Only a hub lead who did not make the claim can reverse a repayment.",
)
register_permission(
    "funding.read_payment_runs",
    holds_any(HUB_READERS),
    otherwise="Only hub staff can see payment runs. Your claims are under Claims.",
)
register_permission(
    "funding.read_texts",
    holds_any(EVERYONE - {Role.AUDITOR}),
    otherwise="Auditors can’t see comments about claims.",
)
