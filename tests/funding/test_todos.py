"""To-dos about money: who sees each, what it says, and when it goes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from funding import actions
from funding.actions import audit_samples, runs
from funding.models import Claim, PaymentRun, Recovery, SampledClaim
from sustaining.accounts.models import User
from tests.desks import finder_todos, todo_readers
from tests.permissions import ADMIN, LEAD, SCHOOL, STAFF


@pytest.fixture
def claim(houses) -> Claim:
    """A claim of the finance contact that waits for the hub lead."""
    return Claim.objects.get(reference=houses[0].reference)


@pytest.fixture
def run(houses) -> PaymentRun:
    """A run that the hub's administrator prepared."""
    return PaymentRun.objects.get(pk=houses[0].run)


@pytest.fixture
def sampled(houses) -> SampledClaim:
    """A paid claim whose school was asked for evidence."""
    return SampledClaim.objects.get(claim__reference=houses[0].sampled)


@pytest.fixture
def recovery(houses) -> Recovery:
    """Ten pounds that the hub's administrator asks back."""
    return Recovery.objects.get(pk=houses[0].recovery)


def test_claim_to_decide_is_shown_to_those_who_decide(houses, claim, now):
    _, _, people = houses
    assert todo_readers("claims to decide", people, now) == LEAD | ADMIN
    (todo,) = finder_todos("claims to decide", people["lead"], now)
    assert todo.title == "A claim is waiting for your decision"
    assert todo.detail == "Castle Hill School £200.00"
    assert (todo.url, todo.since) == (claim.get_absolute_url(), claim.submitted_at)


@pytest.mark.parametrize("maker", ["made_by", "submitted_by"])
def test_claim_to_decide_is_not_shown_to_who_made_or_submitted_it(houses, claim, now, maker):
    _, _, people = houses
    Claim.objects.filter(pk=claim.pk).update(**{maker: people["lead"]})
    assert finder_todos("claims to decide", people["lead"], now) == []


def test_claim_to_decide_is_not_shown_to_who_took_over_its_makers_account(houses, claim, now):
    _, _, people = houses
    old = User.objects.create_user("old@demo.example", full_name="Lena Old")
    Claim.objects.filter(pk=claim.pk).update(made_by=old)
    assert finder_todos("claims to decide", people["lead"], now)
    User.objects.filter(pk=old.pk).update(merged_into=people["lead"], is_active=False)
    assert finder_todos("claims to decide", people["lead"], now) == []


def test_several_claims_to_decide_are_one_to_do_with_their_number(claim_maker, now):
    for cost in ("10.00", "20.00", "30.00", "40.00"):
        claim_maker.submitted(cost)
    (todo,) = finder_todos("claims to decide", claim_maker.cast.lead, now)
    assert todo.title == "4 claims are waiting for your decision"
    assert todo.detail.endswith("· and 1 more")
    assert todo.url == "/claims/?tab=decide"


def test_claim_to_decide_goes_when_it_is_decided(houses, claim, now):
    _, _, people = houses
    actions.reject_claim(claim, reason="Not this year.", by=people["lead"], now=now)
    assert finder_todos("claims to decide", people["lead"], now) == []


def test_approved_claims_wait_for_a_run_of_the_hubs_staff(houses, run, now):
    _, _, people = houses
    assert todo_readers("claims to pay", people, now) == set(), "its claim is in a run"
    runs.cancel_run(run, reason="Not yet.", by=people["hubadmin"], now=now)
    assert todo_readers("claims to pay", people, now) == STAFF
    (todo,) = finder_todos("claims to pay", people["hubadmin"], now)
    assert todo.title == "1 approved claim is waiting for payment"
    assert todo.detail == f"{run.hub} · £200.00"


def test_run_to_release_is_shown_to_the_hubs_staff_but_its_preparer(houses, run, now):
    _, _, people = houses
    assert todo_readers("runs to release", people, now) == LEAD
    (todo,) = finder_todos("runs to release", people["lead"], now)
    assert todo.title == f"{run} is ready to release"
    assert str(people["hubadmin"]) in todo.detail


def test_run_to_release_goes_when_it_is_released(houses, run, now):
    _, _, people = houses
    runs.release_run(run, paid_on=now.date(), by=people["lead"], now=now)
    assert finder_todos("runs to release", people["lead"], now) == []


def test_draft_of_the_school_is_to_be_finished_by_its_people(claim_maker, now):
    draft = claim_maker.draft("75.00")
    people = {**claim_maker.cast.people(), "admin": claim_maker.cast.admin}
    assert todo_readers("claims of the school", people, now) == SCHOOL | {"advocate_two"}
    (todo,) = finder_todos("claims of the school", claim_maker.cast.finance, now)
    assert todo.title == f"Claim {draft.reference} is not submitted yet"
    assert todo.detail == "Castle Hill School · £75.00"
    assert (todo.act, todo.since) == ("Finish claim", draft.made_at)


def test_queried_claim_is_to_be_answered_with_the_hubs_question(houses, claim, now):
    _, _, people = houses
    asked_at = now + timedelta(hours=1)
    actions.query_claim(claim, reason="Was Ana away?", by=people["lead"], now=asked_at)
    (todo,) = finder_todos("claims of the school", people["finance"], now)
    assert todo.title == f"Query raised on claim {claim.reference}"
    assert (todo.detail, todo.act, todo.since) == ("Was Ana away?", "Answer question", asked_at)
    actions.answer_query(claim, text="Yes.", by=people["finance"], now=asked_at)
    assert finder_todos("claims of the school", people["finance"], now) == []


def test_evidence_is_to_be_given_by_the_school_and_then_judged_by_the_hub(houses, sampled, now):
    _, _, people = houses
    assert todo_readers("evidence to give", people, now) == SCHOOL
    assert todo_readers("evidence to judge", people, now) == set()
    (todo,) = finder_todos("evidence to give", people["finance"], now)
    assert todo.title == f"Add evidence for claim {sampled.claim.reference}"
    assert todo.detail.endswith(f"by {sampled.sample.answer_by:%-d %B}")
    audit_samples.give_evidence(sampled, text="The invoice.", uploads=[], by=people["finance"], now=now)
    assert todo_readers("evidence to give", people, now) == set()
    assert todo_readers("evidence to judge", people, now) == STAFF
    (todo,) = finder_todos("evidence to judge", people["lead"], now)
    assert todo.detail == "Castle Hill School · £200.00"
    audit_samples.accept_evidence(sampled, finding="As claimed.", by=people["lead"], now=now)
    assert todo_readers("evidence to judge", people, now) == set()


def test_recovery_is_to_be_agreed_by_another_lead_than_who_asked_for_it(houses, recovery, now):
    _, _, people = houses
    assert todo_readers("recoveries to agree", people, now) == LEAD
    (todo,) = finder_todos("recoveries to agree", people["lead"], now)
    assert todo.title == "Approve recovery of £10.00 from Castle Hill School"
    audit_samples.request_recovery(recovery.claim, amount=Decimal(5), reason="Short.", by=people["lead"], now=now)
    assert len(finder_todos("recoveries to agree", people["lead"], now)) == 1, "their own is for another lead"


def test_recovery_to_agree_goes_when_it_is_dropped(houses, recovery, now):
    _, _, people = houses
    audit_samples.drop_recovery(recovery, reason="The invoice came.", by=people["hubadmin"], now=now)
    assert finder_todos("recoveries to agree", people["lead"], now) == []
