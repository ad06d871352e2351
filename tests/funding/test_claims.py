"""A claim's way from the school to the bank, and everything that may not happen on it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from funding import actions
from funding.actions import runs
from funding.actions.runs import DayNotPossible
from funding.choices import ClaimState, EntryKind, RunState
from funding.errors import ClaimIncomplete, LineNotPossible, NotEnoughGrant, NothingToPay
from funding.grant_balance import get_grant_balance
from funding.models import Claim, Entry, Payment
from sustaining.common.errors import DomainError, WrongState
from sustaining.outbox.models import Email

FOUR_HUNDRED = "This claim is for £400.00, but £360.00 of the £1,000.00 grant is left. Ask for £360.00 or less."


def test_claim_of_640_is_approved_and_paid(claim_maker):
    claim = claim_maker.approved("320.00", "320.00")
    run = claim_maker.pay(claim)
    claim.refresh_from_db()
    run.refresh_from_db()
    figures = get_grant_balance(claim_maker.grant)
    assert (claim.state, run.state) == (ClaimState.PAID, RunState.RELEASED)
    assert (figures.committed, figures.paid, figures.left) == (Decimal("640.00"), Decimal("640.00"), Decimal("360.00"))
    assert Payment.objects.get(claim=claim).amount == Decimal("640.00")
    assert list(claim.entries.values_list("kind", "amount")) == [
        (EntryKind.COMMIT, Decimal("640.00")),
        (EntryKind.PAY, Decimal("640.00")),
    ]


def test_claim_above_the_remaining_grant_is_refused_with_the_remainder(claim_maker):
    claim_maker.pay(claim_maker.approved("640.00"))
    with pytest.raises(NotEnoughGrant, match="^" + FOUR_HUNDRED.replace(".", r"\.") + "$"):
        claim_maker.draft("400.00")
    assert Claim.objects.count() == 1


def test_submitted_claims_reduce_the_remaining_grant(claim_maker):
    claim_maker.submitted("640.00")
    with pytest.raises(NotEnoughGrant, match=r"£360\.00 of the £1,000\.00 grant is left"):
        claim_maker.draft("360.01")
    assert claim_maker.submitted("360.00").total == 360


def test_rejected_or_withdrawn_claim_frees_its_amount(claim_maker, cast, now):
    first, second = claim_maker.submitted("600.00"), claim_maker.submitted("400.00")
    actions.reject_claim(first, reason="Not this year.", by=cast.lead, now=now)
    actions.withdraw_claim(second, by=cast.finance, now=now)
    assert get_grant_balance(claim_maker.grant).left == 1000
    assert claim_maker.submitted("1000.00").state == ClaimState.SUBMITTED


def test_queried_claim_can_be_changed_and_resubmitted(claim_maker, cast, now):
    claim = claim_maker.submitted("500.00")
    actions.query_claim(claim, reason="Two half days?", by=cast.lead, now=now)
    with pytest.raises(WrongState):
        actions.approve_claim(claim, by=cast.lead, now=now)
    lines = [actions.NewLine(now.date(), "N. Hartwell", Decimal("250"))]
    actions.edit_claim(claim, lines=lines, by=cast.finance, now=now)
    claim = actions.submit_claim(claim, accepts=True, by=cast.finance, now=now)
    assert claim.total == 250
    assert actions.approve_claim(claim, by=cast.lead, now=now).state == ClaimState.APPROVED
    assert Email.objects.filter(kind="claim_queried", to=cast.finance.email).count() == 1


def test_claim_form_sent_twice_creates_one_claim(claim_maker, cast, now):
    key, lines = uuid4(), [actions.NewLine(now.date(), "N. Hartwell", Decimal(100))]
    first, second = (
        actions.draft_claim(claim_maker.grant, lines=lines, client_key=key, by=cast.finance, now=now) for _ in range(2)
    )
    assert first == second
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 8, 31), "date must be in 2026/27"),
        (date(2027, 9, 1), "date must be in 2026/27"),
        (date(2026, 11, 25), "date must be today or in the past"),
    ],
)
def test_claim_line_day_outside_the_year_or_in_the_future_is_refused(claim_maker, cast, now, day, sentence):
    with pytest.raises(LineNotPossible, match=sentence):
        actions.draft_claim(
            claim_maker.grant,
            lines=[actions.NewLine(day, "N. Hartwell", Decimal(100))],
            client_key=uuid4(),
            by=cast.finance,
            now=now,
        )
    assert not Claim.objects.exists()


def test_submitting_a_claim_without_lines_is_refused(claim_maker, cast, now):
    with pytest.raises(ClaimIncomplete, match="no items"):
        actions.submit_claim(claim_maker.draft(), accepts=True, by=cast.finance, now=now)


def test_duplicate_teacher_and_day_needs_an_explanation(claim_maker, cast, now):
    line = [actions.NewLine(now.date(), "N. Hartwell", Decimal(100))]
    again = [actions.NewLine(now.date(), "n. HARTWELL", Decimal(80))]
    first, second = (
        actions.draft_claim(claim_maker.grant, lines=lines, client_key=uuid4(), by=cast.finance, now=now)
        for lines in (line, again)
    )
    actions.submit_claim(first, accepts=True, by=cast.finance, now=now)
    with pytest.raises(LineNotPossible, match=f"in claim {first.reference}. Why is it claimed twice"):
        actions.submit_claim(second, by=cast.finance, now=now)
    why = {second.lines.get().pk: "Morning with Robin, afternoon in the Work Group."}
    second = actions.submit_claim(second, explanations=why, by=cast.finance, now=now)
    assert second.lines.get().explanation == "Morning with Robin, afternoon in the Work Group."


def test_deciding_on_ones_own_claim_is_refused(claim_maker, cast, now):
    """Rule 3, also for a superuser, and for a hub lead who prepared the draft."""
    line = [actions.NewLine(now.date(), "N. Hartwell", Decimal(100))]
    for maker in (cast.lead, cast.admin):
        claim = actions.draft_claim(claim_maker.grant, lines=line, client_key=uuid4(), by=maker, now=now)
        claim.lines.update(teacher=f"Released by {maker.pk}")
        claim = actions.submit_claim(claim, accepts=True, by=cast.finance, now=now)
        with pytest.raises(PermissionDenied):
            actions.approve_claim(claim, by=maker, now=now)
        actions.withdraw_claim(claim, by=cast.finance, now=now)


def test_release_by_the_preparer_is_refused(claim_maker, cast, now):
    run = claim_maker.run(claim_maker.approved("100.00"))
    with pytest.raises(PermissionDenied):
        runs.release_run(run, paid_on=now.date(), by=cast.hubadmin, now=now)
    runs.release_run(run, paid_on=now.date(), by=cast.lead, now=now)
    with pytest.raises(WrongState):
        runs.release_run(run, paid_on=now.date(), by=cast.lead, now=now)
    assert Payment.objects.count() == 1


def test_claim_in_a_run_cannot_join_a_second_run(claim_maker):
    claim = claim_maker.approved("100.00")
    claim_maker.run(claim)
    with pytest.raises(NothingToPay):
        claim_maker.run(claim)


@pytest.mark.parametrize("days", [-2, 61])
def test_payment_day_far_from_today_is_refused(claim_maker, cast, now, days):
    run = claim_maker.run(claim_maker.approved("100.00"))
    with pytest.raises(DayNotPossible):
        runs.release_run(run, paid_on=now.date() + timedelta(days=days), by=cast.lead, now=now)
    assert not Payment.objects.exists()


def test_claim_of_another_hub_cannot_join_a_run(claim_maker, cast, now):
    claim = claim_maker.approved("100.00")
    with pytest.raises(DomainError):
        runs.prepare_run(cast.other.hub, claims=[claim], by=cast.other.lead, now=now)
    claim.refresh_from_db()
    assert claim.state == ClaimState.APPROVED


def post_lines(client, url, cost, key, day="20/11/2026", teacher="N. Hartwell", **more):
    data = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-released_on": day, "lines-0-teacher": teacher}
    return client.post(url, {**data, "lines-0-cost": cost, "once": key, **more})


def test_claim_form_shows_the_remainder_and_keeps_input(claim_maker, cast, client_of):
    claim_maker.pay(claim_maker.approved("640.00"))
    url = reverse("funding:new", args=[cast.school.urn])
    page = post_lines(client_of(cast.finance), url, "400", uuid4())
    assert FOUR_HUNDRED in page.content.decode()
    assert 'value="400"' in page.content.decode()
    assert Claim.objects.count() == 1


def test_claim_form_double_click_creates_one_claim(claim_maker, cast, client_of):
    client, key = client_of(cast.finance), uuid4()
    url = reverse("funding:new", args=[cast.school.urn])
    answers = {post_lines(client, url, "100", key).url for _ in range(2)}
    assert len(answers) == Claim.objects.count() == 1


@pytest.mark.parametrize(
    "cost", ["", "-1", "0", "1e9", "NaN", "Infinity", "12.345", "١٢", "£", "9" * 40, "\x00", "<b>1</b>", "1,00,0.0.0"]
)
def test_claim_line_with_an_invalid_cost_is_refused_with_a_sentence(claim_maker, cast, client_of, cost):
    url = reverse("funding:new", args=[cast.school.urn])
    page = post_lines(client_of(cast.finance), url, cost, uuid4())
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not Claim.objects.exists()


@pytest.mark.parametrize("day", ["31/2/2026", "1/1/9999", "0/0/0", "tomorrow", "2026-13-01", "9" * 5000, "\x00"])
def test_claim_line_with_an_invalid_date_is_refused_with_a_sentence(claim_maker, cast, client_of, day):
    url = reverse("funding:new", args=[cast.school.urn])
    page = post_lines(client_of(cast.finance), url, "100", uuid4(), day=day)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not Claim.objects.exists()


def test_decision_is_recorded_in_the_ledger(claim_maker, cast, now):
    claim_maker.approved("100.00")
    assert Entry.objects.get(kind=EntryKind.COMMIT).by == cast.lead
