"""Who may do what with grants, claims, payment runs, evidence and recoveries: exactly these people, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from funding.models import (
    Claim,
    Grant,
    PayeeDetails,
    Payment,
    PaymentRun,
    Recovery,
    ReleaseMonth,
    ReleasePayment,
    SampledClaim,
)
from funding.rules import (
    did_not_make,
    did_not_make_its_claim,
    did_not_prepare,
    did_not_request,
    made_no_claim_in_run,
)
from schools.models import Hub
from sustaining.accounts.models import User
from sustaining.common.permissions import may
from tests.matrix.sample_rows import SampleRows
from tests.permissions import (
    ADMIN,
    AUDITOR,
    FORMER,
    HUB,
    LEAD,
    SCHOOL,
    SPECIALIST,
    STAFF,
    SYSTEM,
    app_permissions,
    holders,
    with_system,
)

ABOUT_SCHOOL = {
    "funding.draft_claim": ("grant", SCHOOL | STAFF | ADMIN),
    "funding.edit_claim": ("claim", SCHOOL | STAFF | ADMIN),
    "funding.submit_claim": ("claim", SCHOOL),
    "funding.withdraw_claim": ("claim", SCHOOL),
    "funding.approve_claim": ("claim", LEAD | ADMIN),
    "funding.reject_claim": ("claim", LEAD | ADMIN),
    "funding.query_claim": ("claim", LEAD | ADMIN),
    "funding.unapprove_claim": ("claim", LEAD | ADMIN),
    "funding.reconsider_claim": ("claim", LEAD | ADMIN),
    "funding.restore_claim": ("claim", SCHOOL),
    "funding.answer_query": ("claim", SCHOOL | SYSTEM),
    "funding.read_words": ("claim", SCHOOL | STAFF | ADMIN),
    "funding.allow_late_claims": ("grant", LEAD | ADMIN),
    "funding.read_release": ("hub", HUB | ADMIN),
    "funding.set_release_pay": ("hub", LEAD | ADMIN),
    "funding.decide_release": ("hub", STAFF | ADMIN),
    "funding.take_back_release": ("release", STAFF | ADMIN),
    "funding.give_evidence": ("sampled", SCHOOL),
    "funding.judge_evidence": ("sampled", STAFF | ADMIN),
    "funding.reconsider_evidence": ("sampled", LEAD | ADMIN),
    "funding.restore_recovery": ("recovery", STAFF | ADMIN),
    "funding.request_recovery": ("paid claim", STAFF | ADMIN),
    "funding.drop_recovery": ("recovery", STAFF | ADMIN),
    "funding.settle_recovery": ("recovery", STAFF | ADMIN),
    "funding.reverse_repayment": ("recovery", LEAD | ADMIN),
    # The hub's administrator asked for the recovery and prepared the run: they neither agree it nor release it.
    "funding.agree_recovery": ("recovery", LEAD | ADMIN),
    "funding.release_run": ("run", LEAD | ADMIN),
    "funding.recall_run": ("run", LEAD | ADMIN),
    "funding.cancel_run": ("run", STAFF | ADMIN),
    "funding.record_answer": ("run", STAFF | ADMIN),
    "funding.correct_payment": ("payment", STAFF | ADMIN),
    "funding.correct_release_payment": ("release payment", STAFF | ADMIN),
    "funding.share_run_file": ("run", STAFF | ADMIN),
    "funding.prepare_run": ("hub", STAFF | ADMIN),
    "funding.set_up_money": ("hub", STAFF | ADMIN),
    "funding.read_payees": ("hub", HUB | ADMIN),
    "funding.read_statements": ("hub", HUB | ADMIN),
    "funding.match_statement": ("hub", STAFF | ADMIN),
    "funding.undo_statement": ("hub", STAFF | ADMIN),
    "funding.request_payee": ("hub", STAFF | ADMIN),
    # The hub's administrator requested the change.
    "funding.confirm_payee": ("payee", LEAD | ADMIN),
    "funding.cancel_payee": ("payee", STAFF | ADMIN),
    "funding.set_budget": ("hub", LEAD | ADMIN),
    "funding.bring_in_payment": ("grant", LEAD | ADMIN),
    "funding.take_back_opening": ("grant", LEAD | ADMIN),
    "funding.draw_sample": ("hub", LEAD | ADMIN),
}
"""The object that each permission is about, and who of the first house has it for their own."""
ANYWHERE = {
    "funding.read_payment_runs": HUB | ADMIN,
    "funding.set_instalments": ADMIN,
    "funding.read_texts": STAFF | SPECIALIST | FORMER | SCHOOL | ADMIN,
}
"""Permissions that a person has by a role, wherever they hold it."""


def thing(name: str, rows: SampleRows) -> Any:
    """Return the object of a house that a permission is about."""
    claim = Claim.objects.get(reference=rows.reference)
    find = {
        "claim": lambda: claim,
        "grant": lambda: Grant.objects.get(pk=claim.grant_id),
        "paid claim": lambda: Claim.objects.get(reference=rows.sampled),
        "sampled": lambda: SampledClaim.objects.get(claim__reference=rows.sampled),
        "recovery": lambda: Recovery.objects.get(pk=rows.recovery),
        "payment": lambda: Payment.objects.get(pk=rows.payment),
        "run": lambda: PaymentRun.objects.get(pk=rows.run),
        "payee": lambda: PayeeDetails.objects.get(pk=rows.payee_change),
        "release": lambda: ReleaseMonth.objects.get(pk=rows.release_month),
        "release payment": lambda: ReleasePayment.objects.get(pk=rows.release_payment),
        "hub": lambda: Hub.objects.get(pk=rows.hub),
    }
    return find[name]()


def test_table_has_every_permission_of_funding():
    assert set(ABOUT_SCHOOL) | set(ANYWHERE) == app_permissions("funding")


@pytest.mark.parametrize("permission", ABOUT_SCHOOL)
def test_permission_for_the_own_school_is_held_by_these_people(houses, permission):
    own, _, people = houses
    name, expected = ABOUT_SCHOOL[permission]
    assert holders(permission, thing(name, own), with_system(people)) == expected


@pytest.mark.parametrize("permission", ABOUT_SCHOOL)
def test_permission_for_another_hubs_school_is_held_by_administrators_at_most(houses, permission):
    _, other, people = houses
    name, expected = ABOUT_SCHOOL[permission]
    assert holders(permission, thing(name, other), with_system(people)) == expected & (ADMIN | SYSTEM)


@pytest.mark.parametrize("permission", ABOUT_SCHOOL)
def test_permission_for_nothing_is_held_by_nobody_of_the_hub_or_school(houses, permission):
    _, _, people = houses
    assert holders(permission, None, with_system(people)) <= ADMIN | SYSTEM


@pytest.mark.parametrize("permission", ANYWHERE)
def test_permission_by_role_is_held_by_these_people(houses, permission):
    _, _, people = houses
    assert holders(permission, None, with_system(people)) == ANYWHERE[permission]


def test_auditor_of_a_hub_may_change_nothing_about_its_money(houses):
    own, _, people = houses
    held = {
        permission
        for permission, (name, _) in ABOUT_SCHOOL.items()
        if holders(permission, thing(name, own), {"auditor": people["auditor"]}) & AUDITOR
    }
    # they change nothing
    assert held == {"funding.read_payees", "funding.read_release", "funding.read_statements"}


@pytest.mark.parametrize("maker", ["made_by", "submitted_by"])
@pytest.mark.parametrize("verb", ["approve_claim", "reject_claim", "query_claim"])
def test_claim_is_not_decided_by_the_lead_who_made_or_submitted_it(houses, verb, maker):
    own, _, people = houses
    claim = thing("claim", own)
    setattr(claim, maker, people["lead"])
    assert holders(f"funding.{verb}", claim, people) == ADMIN


@pytest.mark.parametrize("maker", ["made_by", "submitted_by"])
def test_run_with_a_claim_of_the_lead_is_not_released_by_them(houses, maker):
    own, _, people = houses
    run = PaymentRun.objects.prefetch_related("claims").get(pk=own.run)
    setattr(run.claims.all()[0], maker, people["lead"])
    assert holders("funding.release_run", run, people) == ADMIN


@pytest.mark.parametrize("maker", ["made_by", "submitted_by"])
def test_evidence_is_not_judged_by_those_whose_claim_it_is(houses, maker):
    own, _, people = houses
    sampled = thing("sampled", own)
    setattr(sampled.claim, maker, people["hubadmin"])
    assert holders("funding.judge_evidence", sampled, people) == LEAD | ADMIN


def test_recovery_is_not_agreed_by_the_lead_who_requested_it(houses):
    own, _, people = houses
    recovery = thing("recovery", own)
    recovery.requested_by = people["lead"]
    assert holders("funding.agree_recovery", recovery, people) == ADMIN


def test_run_prepared_by_an_account_merged_into_the_lead_is_not_released_by_them(houses):
    own, _, people = houses
    User.objects.filter(pk=people["hubadmin"].pk).update(merged_into=people["lead"], is_active=False)
    assert not may(people["lead"], "funding.release_run", thing("run", own))


@pytest.mark.parametrize(
    "predicate", [did_not_make, did_not_prepare, made_no_claim_in_run, did_not_request, did_not_make_its_claim]
)
def test_predicate_about_two_people_without_an_object_is_false(cast, predicate):
    assert predicate(cast.lead, None) is False
