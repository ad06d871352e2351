"""A repayment that was recorded by mistake is reversed: the books agree, both entries stay, and the school is emailed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from funding import actions
from funding.actions import audit_samples
from funding.actions.grants import post_entry
from funding.choices import EntryKind, RecoveryState
from funding.errors import AmountNotPossible
from funding.grant_balance import get_grant_balance
from funding.models import Entry, Recovery
from funding.querysets import EntryQuerySet
from funding.reconciliation import differences
from funding.selectors.accounts import AccountFilter, account
from schools.actions import withdraw_participation
from schools.actions.endings import reinstate_participation
from sustaining.common.errors import WrongState
from sustaining.common.years import AcademicYear
from sustaining.desk.timeline import school_timeline
from sustaining.outbox.models import Email
from sustaining.reports import quality_sums
from sustaining.reports.quality import QualityScope
from tests.outbox.still_true import goes

pytestmark = pytest.mark.django_db
REASON = "It was another school’s."


@pytest.fixture
def recovery(claim_maker, cast, now) -> Recovery:
    """£400 of a claim of £1,000 that is recorded as repaid."""
    claim = claim_maker.approved("1000.00")
    claim_maker.pay(claim)
    recovery = audit_samples.request_recovery(claim, amount=Decimal(400), reason="Two days.", by=cast.hubadmin, now=now)
    audit_samples.agree_recovery(recovery, by=cast.lead, now=now)
    return audit_samples.settle_recovery(recovery, settled_on=now.date(), by=cast.hubadmin, now=now)


def reverse_it(recovery, by, now) -> Recovery:
    return audit_samples.reverse_repayment(recovery, reason=REASON, by=by, now=now)


def entries(recovery) -> EntryQuerySet:
    return Entry.objects.filter(claim=recovery.claim)


def test_reversed_repayment_is_due_again_and_its_money_is_no_longer_left(claim_maker, cast, now, recovery):
    assert (claim_maker.grant.committed, claim_maker.grant.paid) == (600, 600)
    reverse_it(recovery, cast.lead, now)
    stored = Recovery.objects.get()
    assert (stored.state, stored.settled_by, stored.settled_on) == (RecoveryState.AGREED, None, None)
    assert (stored.reversed_by, stored.reversed_at, stored.reverse_reason) == (cast.lead, now, REASON)
    assert (claim_maker.grant.committed, claim_maker.grant.paid) == (1000, 1000)
    assert get_grant_balance(claim_maker.grant).left == 0
    assert entries(recovery).figures()["recovered"] == 0
    assert list(differences()) == []


def test_data_quality_agrees_with_the_ledger_before_a_reversal_and_after_it(cast, now, recovery):
    scope = QualityScope(cast.lead, AcademicYear(cast.project.academic_year), now.date(), cast.hub)
    assert list(quality_sums.ledger(scope)) == []
    reverse_it(recovery, cast.lead, now)
    assert list(quality_sums.ledger(scope)) == []


def test_reversal_is_an_entry_of_its_own_with_the_reason(cast, now, recovery):
    reverse_it(recovery, cast.lead, now)
    kinds = list(entries(recovery).order_by("pk").values_list("kind", flat=True))
    assert kinds == [EntryKind.COMMIT, EntryKind.PAY, EntryKind.RECOVER, EntryKind.UNRECOVER]
    last = entries(recovery).latest("pk")
    assert (last.source, last.target, last.amount, last.by) == ("left", "paid", 400, cast.lead)
    assert REASON in last.why
    assert "recorded by mistake" in last.why


def test_account_of_the_hub_shows_nothing_recovered_after_a_reversal(cast, now, recovery):
    scope = AccountFilter(year=cast.project.academic_year)
    assert account(cast.lead, scope)["total"]["recovered"] == 400
    reverse_it(recovery, cast.lead, now)
    total = account(cast.lead, scope)["total"]
    assert (total["recovered"], total["paid"], total["left"]) == (0, 1000, 0)


def test_repayment_can_be_recorded_again_and_reversed_again(claim_maker, cast, now, recovery):
    for days in (1, 2):
        later = now + timedelta(days=days)
        reverse_it(Recovery.objects.get(), cast.lead, later)
        audit_samples.settle_recovery(Recovery.objects.get(), settled_on=later.date(), by=cast.hubadmin, now=later)
    assert (claim_maker.grant.committed, claim_maker.grant.paid) == (600, 600)
    assert list(differences()) == []
    assert Email.objects.filter(kind="recovery_settled").count() == 3, "each repayment is acknowledged"
    assert Email.objects.filter(kind="recovery_reversed").count() == 2


def test_reversed_recovery_can_be_cancelled(cast, now, recovery):
    reverse_it(recovery, cast.lead, now)
    audit_samples.drop_recovery(Recovery.objects.get(), reason="Nothing is due.", by=cast.hubadmin, now=now)
    assert Recovery.objects.get().state == RecoveryState.DROPPED
    assert list(differences()) == []


def test_school_is_emailed_that_the_money_is_still_due_and_not_that_it_came(cast, now, recovery):
    assert goes("recovery_settled", now)
    reverse_it(recovery, cast.lead, now)
    assert goes("recovery_reversed", now)
    assert not goes("recovery_settled", now)
    assert Email.objects.filter(kind="recovery_reversed", to=cast.finance.email).count() == 1


def test_email_about_a_reversal_is_not_sent_once_the_money_has_come(cast, now, recovery):
    reverse_it(recovery, cast.lead, now)
    audit_samples.settle_recovery(Recovery.objects.get(), settled_on=now.date(), by=cast.hubadmin, now=now)
    assert not goes("recovery_reversed", now)


@pytest.mark.parametrize("is_approved", [True, False])
def test_repayment_that_was_claimed_again_is_not_reversed(claim_maker, cast, now, recovery, is_approved):
    claim = (claim_maker.approved if is_approved else claim_maker.submitted)("150.00")
    with pytest.raises(
        AmountNotPossible, match=r"£400\.00 went back into the grant, and only £250\.00 of the grant is left"
    ):
        reverse_it(recovery, cast.lead, now)
    assert Recovery.objects.get().state == RecoveryState.SETTLED
    claim.refresh_from_db()
    if is_approved:
        claim = actions.unapprove_claim(claim, reason="No.", by=cast.lead, now=now)
    actions.reject_claim(claim, reason="No.", by=cast.lead, now=now)
    reverse_it(Recovery.objects.get(), cast.lead, now)
    assert list(differences()) == []


def test_entry_by_hand_that_takes_more_than_is_left_is_refused_by_the_database(claim_maker, cast, now, recovery):
    claim_maker.submitted("150.00")
    with pytest.raises(DatabaseError, match="claimed again"), transaction.atomic():
        post_entry(claim_maker.grant, EntryKind.UNRECOVER, Decimal(400), claim=recovery.claim, by=cast.lead, now=now)


def test_entry_by_hand_of_more_than_was_repaid_is_refused_by_the_database(claim_maker, cast, now, recovery):
    reverse_it(recovery, cast.lead, now)
    settled = audit_samples.settle_recovery(Recovery.objects.get(), settled_on=now.date(), by=cast.hubadmin, now=now)
    post_entry(claim_maker.grant, EntryKind.UNRECOVER, Decimal(400), claim=settled.claim, by=cast.lead, now=now)
    assert f"Claim {settled.claim_id}: recoveries of 400.00 are settled; the ledger says 0.00." in list(differences())
    with pytest.raises(DatabaseError), transaction.atomic():
        post_entry(claim_maker.grant, EntryKind.UNRECOVER, Decimal(1), claim=settled.claim, by=cast.lead, now=now)


@pytest.mark.parametrize("settles_first", [True, False])
def test_grant_of_a_school_that_left_has_the_money_back_from_the_hub(claim_maker, cast, now, settles_first):
    claim = claim_maker.approved("1000.00")
    claim_maker.pay(claim)
    recovery = audit_samples.request_recovery(claim, amount=Decimal(400), reason="Short.", by=cast.hubadmin, now=now)
    audit_samples.agree_recovery(recovery, by=cast.lead, now=now)
    steps = [
        lambda: audit_samples.settle_recovery(recovery, settled_on=now.date(), by=cast.hubadmin, now=now),
        lambda: withdraw_participation(cast.participation, reason="Left.", by=cast.lead, now=now),
    ]
    for step in steps if settles_first else reversed(steps):
        step()
    assert (claim_maker.grant.amount, claim_maker.grant.paid) == (600, 600)
    reverse_it(recovery, cast.lead, now)
    assert (claim_maker.grant.amount, claim_maker.grant.paid) == (1000, 1000)
    assert list(differences()) == []
    cast.participation.refresh_from_db()
    reinstate_participation(cast.participation, reason="Came back.", by=cast.lead, now=now)
    assert (claim_maker.grant.amount, claim_maker.grant.paid) == (1000, 1000), "what the hub gave is not given twice"


def test_repayment_is_reversed_by_a_lead_alone_and_only_once(cast, now, recovery):
    for person in (cast.hubadmin, cast.finance, cast.auditor):
        with pytest.raises(PermissionDenied):
            reverse_it(recovery, person, now)
    reverse_it(recovery, cast.lead, now)
    with pytest.raises(WrongState):
        reverse_it(recovery, cast.lead, now)


def test_repayment_is_reversed_on_a_page_that_says_what_follows(cast, client_of, recovery):
    client, url = client_of(cast.lead), reverse("funding:reverse-repayment", args=[recovery.pk])
    claim_url = recovery.claim.get_absolute_url()
    assert url in client.get(claim_url).content.decode()
    assert url not in client_of(cast.hubadmin).get(claim_url).content.decode()
    page = client.get(url).content.decode()
    for sentence in ("Reverse the repayment of £400.00?", str(cast.hubadmin), "can no longer claim this money"):
        assert sentence in page
    assert "Enter the reason" in client.post(url, {"reason": ""}).content.decode()
    shown = client.post(url, {"reason": REASON}, follow=True).content.decode()
    assert "Repayment reversed. The school still has to repay" in shown
    assert f"A repayment recorded by mistake was reversed by {cast.lead}" in " ".join(shown.split())
    assert REASON in shown
    assert f"{cast.lead} reversed the repayment of £400.00" in " ".join(shown.split())
    assert shown.count("was repaid by the school") == 1
    assert url not in shown
    assert client.get(url, follow=True).redirect_chain == [(claim_url, 302)]


def test_page_says_why_a_repayment_that_was_claimed_again_stays(claim_maker, cast, client_of, recovery):
    claim_maker.submitted("150.00")
    url = reverse("funding:reverse-repayment", args=[recovery.pk])
    assert "the rest has been claimed again" in client_of(cast.lead).post(url, {"reason": REASON}).content.decode()


def test_activity_tells_each_step_of_a_recovery_with_who_and_why(cast, now, recovery):
    reverse_it(recovery, cast.lead, now)
    about = f"the recovery of £400.00 of claim {recovery.claim}"
    lines = [
        entry.sentence for entry in school_timeline(cast.school, cast.lead, "money") if "recovery" in entry.sentence
    ]
    assert sorted(lines) == sorted([
        f"{cast.hubadmin} requested {about}: Two days.",
        f"{cast.lead} approved {about}: Two days.",
        f"{cast.hubadmin} recorded {about} as repaid",
        f"{cast.lead} reversed the repayment for {about}: {REASON}",
    ])  # fmt: skip


def test_activity_of_the_school_begins_with_the_approved_recovery(claim_maker, cast, now):
    claim = claim_maker.approved("100.00")
    claim_maker.pay(claim)
    recovery = audit_samples.request_recovery(claim, amount=Decimal(40), reason="Short.", by=cast.hubadmin, now=now)

    def lines() -> list[str]:
        entries = school_timeline(cast.school, cast.finance, "money")
        return [entry.sentence for entry in entries if "recovery" in entry.sentence]

    assert lines() == []
    audit_samples.drop_recovery(recovery, reason="Twice.", by=cast.hubadmin, now=now)
    assert lines() == [], "the school never heard of it"
    audit_samples.restore_recovery(recovery, reason="Not twice.", by=cast.hubadmin, now=now)
    audit_samples.agree_recovery(recovery, by=cast.lead, now=now)
    assert lines() == [f"{cast.lead} approved the recovery of £40.00 of claim {claim}: Short."]
