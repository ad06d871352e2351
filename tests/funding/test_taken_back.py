"""An approval, a rejection, a withdrawal and a release are taken back with a reason; the books agree, and nothing is deleted."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from funding import actions, bank_files
from funding.actions import audit_samples, bank_results, corrections, runs
from funding.actions.grants import post_entry
from funding.choices import ClaimState, EntryKind, PaymentState, RunState
from funding.errors import NotEnoughGrant, WindowClosed
from funding.models import Claim, Entry, Payment, PaymentRun, RecalledRelease, RunFile
from funding.page_actions import CLAIM_BUTTONS
from funding.reconciliation import differences
from sustaining.common.errors import WrongState
from sustaining.common.files import CheckedUpload
from sustaining.outbox.models import Email
from tests.outbox.still_true import goes

pytestmark = pytest.mark.django_db


def unapprove(claim, by, now):
    return actions.unapprove_claim(claim, reason="Wrong claim.", by=by, now=now)


def recall(run, by, now):
    return corrections.recall_run(run, reason="Wrong month.", by=by, now=now)


# Approval


def test_unapproved_claim_waits_again_and_its_money_is_free(claim_maker, cast, now):
    claim = unapprove(claim_maker.approved("400.00"), cast.lead, now)
    claim.refresh_from_db()
    assert (claim.state, claim.approved, claim.decided_by) == (ClaimState.SUBMITTED, None, None)
    assert (claim_maker.grant.committed, claim_maker.grant.paid) == (0, 0)
    assert [entry.kind for entry in claim.entries.all()] == [EntryKind.COMMIT, EntryKind.UNCOMMIT]
    assert list(differences()) == []
    assert Email.objects.filter(kind="claim_reopened", to=cast.finance.email).count() == 1
    assert goes("claim_reopened", now)
    assert not goes("claim_approved", now)


def test_unapproved_claim_is_approved_and_paid_as_any_other(claim_maker, cast, now):
    claim = unapprove(claim_maker.approved("400.00"), cast.lead, now)
    actions.approve_claim(claim, amount=Decimal(300), reason="Travel is not paid.", by=cast.lead, now=now)
    assert not goes("claim_reopened", now)
    claim_maker.pay(claim)
    assert (claim_maker.grant.committed, claim_maker.grant.paid) == (300, 300)
    assert list(differences()) == []


def test_claim_in_a_run_is_not_unapproved(claim_maker, cast, now):
    claim = claim_maker.approved("400.00")
    claim_maker.run(claim)
    with pytest.raises(WrongState, match="This claim is now in a payment run"):
        unapprove(claim, cast.lead, now)
    assert claim_maker.grant.committed == 400


def test_claim_is_unapproved_by_a_lead_who_did_not_make_it(claim_maker, cast, now):
    claim = claim_maker.approved("400.00")
    for person in (cast.finance, cast.hubadmin, cast.advocate, cast.auditor, cast.other.lead):
        with pytest.raises(PermissionDenied):
            unapprove(claim, person, now)
    Claim.objects.filter(pk=claim.pk).update(decided_by=cast.admin)
    with pgtrigger.ignore():
        Claim.objects.filter(pk=claim.pk).update(made_by=cast.lead)
    with pytest.raises(PermissionDenied, match="did not make or submit the claim"):
        unapprove(Claim.objects.get(), cast.lead, now)


def test_claim_approved_for_less_is_not_unapproved_when_the_rest_was_claimed_again(claim_maker, cast, now):
    claim = claim_maker.submitted("800.00")
    actions.approve_claim(claim, amount=Decimal(500), reason="Less.", by=cast.lead, now=now)
    claim_maker.submitted("400.00")
    with pytest.raises(NotEnoughGrant, match=r"asks for £800\.00, and the grant no longer has that much"):
        unapprove(claim, cast.lead, now)


def test_approval_is_not_taken_back_by_an_entry_or_a_state_alone(claim_maker, cast, now):
    claim = claim_maker.approved("400.00")
    pgtrigger.constraints("immediate", "funding.Entry:ledger_agrees_with_claim")
    pgtrigger.constraints("immediate", "funding.Claim:claim_agrees_with_ledger")
    with pytest.raises(DatabaseError, match="where its ledger entries say"), transaction.atomic():
        post_entry(claim.grant, EntryKind.UNCOMMIT, Decimal(400), claim=claim, by=cast.lead, now=now)
    with pytest.raises(DatabaseError, match="where its ledger entries say"), transaction.atomic():
        Claim.objects.update(state=ClaimState.SUBMITTED, approved=None)


def test_paid_claim_is_not_uncommitted_in_raw_sql(claim_maker, cast, now):
    claim = claim_maker.approved("400.00")
    claim_maker.pay(claim)
    with pytest.raises(DatabaseError, match="for what was approved"), transaction.atomic():
        post_entry(claim.grant, EntryKind.UNCOMMIT, Decimal(400), claim=claim, by=cast.lead, now=now)


def test_returned_payment_does_not_count_again_for_another_amount(claim_maker, cast, now):
    claim = claim_maker.approved("400.00")
    run = claim_maker.pay(claim)
    rows = [bank_files.BankResult(2, claim.reference, "unpaid", "Account closed")]
    bank_results.record_answer(run, rows=rows, by=cast.hubadmin, now=now)
    unapprove(Claim.objects.get(), cast.lead, now)
    actions.approve_claim(Claim.objects.get(), amount=Decimal(300), reason="Less.", by=cast.lead, now=now)
    payment = Payment.objects.get()
    assert not payment.can_be_corrected
    with pytest.raises(WrongState, match="approved for a different amount"):
        bank_results.reinstate_payment(payment, reason="Paid.", by=cast.hubadmin, now=now)
    assert list(differences()) == []


def test_approval_is_taken_back_on_the_claim_page(claim_maker, cast, client_of):
    claim = claim_maker.approved("400.00")
    client, url = client_of(cast.lead), reverse("funding:unapprove", args=[claim.reference])
    assert url in client.get(claim.get_absolute_url()).content.decode()
    assert "Enter the reason" in client.post(url, {"reason": ""}).content.decode()
    shown = client.post(url, {"reason": "Wrong claim"}, follow=True).content.decode()
    assert "is waiting for a decision again. We’ve emailed" in shown
    assert "reversed the approval of £400.00" in " ".join(shown.split())
    assert "Approve £400.00" in shown
    assert "A claim is waiting for your decision" in client.get("/").content.decode()
    activity = client.get(f"/schools/{cast.school.urn}/happened/").content.decode()
    assert f"reversed the approval of claim {claim}: Wrong claim" in activity


# Rejected and withdrawn


def test_rejected_claim_is_reconsidered(claim_maker, cast, now):
    claim = actions.reject_claim(claim_maker.submitted("400.00"), reason="No.", by=cast.lead, now=now)
    actions.reconsider_claim(claim, reason="It was right.", by=cast.lead, now=now)
    assert (claim.state, claim.decided_by, claim.decision_reason) == (ClaimState.SUBMITTED, None, "It was right.")
    assert goes("claim_reopened", now)
    assert not goes("claim_rejected", now)
    actions.approve_claim(claim, by=cast.lead, now=now)
    assert list(differences()) == []


def test_rejected_claim_whose_money_was_claimed_again_is_not_reconsidered(claim_maker, cast, now):
    claim = actions.reject_claim(claim_maker.submitted("700.00"), reason="No.", by=cast.lead, now=now)
    claim_maker.submitted("400.00")
    with pytest.raises(NotEnoughGrant, match="Decide the school’s other claims first"):
        actions.reconsider_claim(claim, reason="It was right.", by=cast.lead, now=now)


def test_rejected_claim_is_reconsidered_by_a_lead_alone(claim_maker, cast, now):
    claim = actions.reject_claim(claim_maker.submitted("400.00"), reason="No.", by=cast.lead, now=now)
    for person in (cast.finance, cast.hubadmin, cast.auditor, cast.other.lead):
        with pytest.raises(PermissionDenied):
            actions.reconsider_claim(claim, reason="Yes.", by=person, now=now)


def test_withdrawn_claim_is_a_draft_again_and_is_submitted(claim_maker, cast, now):
    claim = actions.withdraw_claim(claim_maker.submitted("400.00"), by=cast.finance, now=now)
    actions.restore_claim(claim, by=cast.finance, now=now)
    assert claim.state == ClaimState.DRAFT
    assert actions.submit_claim(claim, accepts=True, by=cast.finance, now=now).state == ClaimState.SUBMITTED


def test_withdrawn_claim_is_restored_while_claims_are_open(claim_maker, cast, now):
    claim = actions.withdraw_claim(claim_maker.submitted("400.00"), by=cast.finance, now=now)
    later = cast.project.year.ends + timedelta(days=1)
    with pytest.raises(WindowClosed):
        actions.restore_claim(
            claim, by=cast.finance, now=now.replace(year=later.year, month=later.month, day=later.day)
        )
    actions.restore_claim(claim, by=cast.finance, now=now)
    with pytest.raises(WindowClosed):
        actions.submit_claim(
            claim, accepts=True, by=cast.finance, now=now.replace(year=later.year, month=later.month, day=later.day)
        )


@pytest.mark.parametrize(
    ("state", "role", "label"),
    [
        (ClaimState.APPROVED, "lead", "Reverse approval"),
        (ClaimState.REJECTED, "lead", "Reconsider claim"),
        (ClaimState.WITHDRAWN, "finance", "Restore claim"),
    ],
)
def test_way_back_of_a_claim_is_offered_to_its_people(claim_maker, state, role, label):
    claim = claim_maker.submitted("90.00")
    claim.state = state
    for name in ("lead", "finance", "hubadmin", "auditor"):
        labels = [button.label for button in CLAIM_BUTTONS.open_to(claim, getattr(claim_maker.cast, name))]
        assert (label in labels) == (name == role)


# Release of a run


@pytest.fixture
def released(claim_maker) -> PaymentRun:
    """A run of two claims, released for today."""
    return claim_maker.pay(claim_maker.approved("100.00"), claim_maker.approved("200.00"))


def test_recalled_run_is_prepared_again_with_its_claims(claim_maker, cast, now, released):
    recall(released, cast.lead, now)
    assert (released.state, released.released_by, released.paid_on) == (RunState.PREPARED, None, None)
    assert [claim.state for claim in released.claims.all()] == [ClaimState.IN_RUN] * 2
    assert {payment.state for payment in released.payments.all()} == {PaymentState.RECALLED}
    assert (claim_maker.grant.committed, claim_maker.grant.paid) == (300, 0)
    assert Entry.objects.filter(kind=EntryKind.RECALL).count() == 2
    assert list(differences()) == []
    release = RecalledRelease.objects.get()
    assert (release.number, release.released_by, release.reason) == (1, cast.lead, "Wrong month.")
    assert Email.objects.filter(kind="payment_recalled", to=cast.finance.email).count() == 2
    assert goes("payment_recalled", now)
    assert not goes("payment_made", now)


def test_recalled_run_is_released_again_with_a_file_of_its_own(claim_maker, cast, now, released):
    recall(released, cast.lead, now)
    runs.release_run(released, paid_on=now.date() + timedelta(days=3), by=cast.lead, now=now)
    assert (claim_maker.grant.committed, claim_maker.grant.paid) == (300, 300)
    assert RunFile.objects.filter(run=released).count() == 4
    assert {file.release: file.is_taken_back for file in RunFile.objects.all()} == {1: True, 2: False}
    assert Email.objects.filter(kind="payment_made").count() == 4
    assert not goes("payment_recalled", now)
    claim = Claim.objects.first()
    rows = [bank_files.BankResult(2, claim.reference, "paid")]
    assert bank_results.record_answer(released, rows=rows, by=cast.hubadmin, now=now) == {"confirm": 1}
    assert list(differences()) == []


def test_recalled_run_is_cancelled_and_its_claims_paid_by_another(claim_maker, cast, now, released):
    runs.cancel_run(recall(released, cast.lead, now), reason="Not now.", by=cast.hubadmin, now=now)
    claim_maker.pay(*Claim.objects.all())
    assert (claim_maker.grant.committed, claim_maker.grant.paid) == (300, 300)
    assert list(differences()) == []


def test_two_people_still_prepare_and_release_a_recalled_run(cast, now, released):
    with pytest.raises(PermissionDenied):
        recall(released, cast.hubadmin, now)
    recall(released, cast.lead, now)
    with pytest.raises(PermissionDenied):
        runs.release_run(released, paid_on=now.date(), by=cast.hubadmin, now=now)


def test_release_is_taken_back_until_the_day_of_payment_is_over(cast, now, released):
    with pytest.raises(WrongState, match="The payment date has passed"):
        recall(released, cast.lead, now + timedelta(days=1))


@pytest.mark.parametrize(("result", "reason"), [("paid", ""), ("unpaid", "Account closed")])
def test_release_is_not_taken_back_once_finance_has_answered(cast, now, released, result, reason):
    claim = released.claims.first()
    rows = [bank_files.BankResult(2, claim.reference, result, reason)]
    bank_results.record_answer(released, rows=rows, by=cast.hubadmin, now=now)
    with pytest.raises(WrongState, match="Payment results have been uploaded for this run"):
        recall(released, cast.lead, now)


def test_release_is_not_taken_back_after_a_correction_that_it_was_paid(cast, now, released):
    rows = [bank_files.BankResult(2, released.claims.first().reference, "unpaid", "Account closed")]
    bank_results.record_answer(released, rows=rows, by=cast.hubadmin, now=now)
    payment = Payment.objects.get(state=PaymentState.RETURNED)
    bank_results.reinstate_payment(payment, reason="It was paid.", by=cast.hubadmin, now=now)
    with pytest.raises(WrongState, match="Payment results have been uploaded for this run"):
        recall(released, cast.lead, now)


def test_release_is_not_taken_back_once_results_are_uploaded(cast, now, released):
    file = CheckedUpload("results.csv", "csv", "text/csv", b"Reference,Result")
    bank_results.upload_results(released, file=file, by=cast.hubadmin, now=now)
    with pytest.raises(WrongState, match="Payment results have been uploaded"):
        recall(released, cast.lead, now)


def test_release_is_not_taken_back_when_a_claim_is_sampled_or_to_be_repaid(cast, now, released):
    recovery = audit_samples.request_recovery(
        released.claims.first(), amount=Decimal(10), reason="No.", by=cast.hubadmin, now=now
    )
    with pytest.raises(WrongState, match="sampled, or its money is to be repaid"), transaction.atomic():
        recall(released, cast.lead, now)
    audit_samples.drop_recovery(recovery, reason="Found.", by=cast.hubadmin, now=now)
    day = now.date() + timedelta(days=14)
    year = cast.project.academic_year
    audit_samples.draw_sample(cast.hub, academic_year=year, number=1, answer_by=day, by=cast.lead, now=now)
    with pytest.raises(WrongState, match="sampled, or its money is to be repaid"), transaction.atomic():
        recall(released, cast.lead, now)


def test_payment_is_not_taken_back_without_its_run_in_raw_sql(released):
    with pytest.raises(DatabaseError, match="together with the release of its run"), transaction.atomic():
        Payment.objects.update(state=PaymentState.RECALLED)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM funding_recalledrelease",
        "UPDATE funding_recalledrelease SET number = 7",
        "UPDATE funding_runfile SET release = 2",
    ],
)
def test_release_taken_back_and_its_files_stay_as_they_are_in_raw_sql(cast, now, released, statement):
    recall(released, cast.lead, now)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_prepared_run_has_no_release_to_take_back(claim_maker, cast, now):
    with pytest.raises(WrongState, match="This payment run is now prepared"):
        recall(claim_maker.run(claim_maker.approved("100.00")), cast.lead, now)


def test_link_to_a_file_ends_when_its_release_is_taken_back(cast, now, released, client):
    address = runs.link_to_file(released, file=released.files.first(), by=cast.lead, now=now)
    assert b"".join(client.get(address).streaming_content).startswith(b"\xef\xbb\xbf")
    recall(released, cast.lead, now)
    page = client.get(address)
    assert "This link has expired" in page.content.decode()


def test_release_is_taken_back_on_the_run_page(cast, client_of, released):
    client = client_of(cast.lead)
    page, url = released.get_absolute_url(), reverse("funding:recall-run", args=[released.pk])
    assert url in client.get(page).content.decode()
    assert url not in client_of(cast.hubadmin).get(page).content.decode()
    assert "£300.00" in client.get(url).content.decode()
    assert "Enter the reason" in client.post(url, {"reason": ""}).content.decode()
    shown = client.post(url, {"reason": "Wrong month"}, follow=True).content.decode()
    assert "The run is prepared again" in shown
    assert "Wrong month" in shown
    assert "Withdrawn: do not use for payment" in shown
    assert "Release £300.00" in shown
    assert url not in shown
    assert client.get(url).status_code == 302
    claim = Claim.objects.first()
    claim_page = client.get(claim.get_absolute_url()).content.decode()
    assert "reversed the" in claim_page
    activity = client.get(f"/schools/{cast.school.urn}/happened/").content.decode()
    assert f"stopped the payment of claim {claim}" in activity
