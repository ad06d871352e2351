"""An *unpaid* that was recorded by mistake is put right before the next run, with a reason; the books agree throughout."""

from __future__ import annotations

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from funding import bank_files
from funding.actions import bank_results, runs
from funding.choices import ClaimState, PaymentState
from funding.models import Claim, Payment
from funding.reconciliation import differences
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email
from tests.outbox.still_true import goes

pytestmark = pytest.mark.django_db


def answer(run, claim, result, by, now):
    rows = [bank_files.BankResult(2, claim.reference, result, "Account closed")]
    return bank_results.record_answer(run, rows=rows, by=by, now=now)


@pytest.fixture
def unpaid(claim_maker, cast, now) -> Payment:
    """A payment of £100.00 that was recorded as unpaid."""
    claim = claim_maker.approved("100.00")
    run = claim_maker.pay(claim)
    answer(run, claim, "unpaid", cast.hubadmin, now)
    return Payment.objects.get()


def reinstate(payment, by, now):
    return bank_results.reinstate_payment(payment, reason="Wrong row of the file.", by=by, now=now)


def test_unpaid_recorded_by_mistake_counts_as_paid_again(claim_maker, cast, now, unpaid):
    assert (claim_maker.grant.committed, claim_maker.grant.paid) == (100, 0)
    reinstate(unpaid, cast.hubadmin, now)
    claim = Claim.objects.get()
    assert (claim.state, claim.run, unpaid.state) == (ClaimState.PAID, unpaid.run, PaymentState.SENT)
    assert (claim_maker.grant.committed, claim_maker.grant.paid) == (100, 100)
    assert list(differences()) == []
    assert Email.objects.filter(kind="payment_reinstated", to=cast.finance.email).count() == 1
    assert goes("payment_reinstated", now)
    assert not goes("payment_returned", now)


def test_finance_answers_a_corrected_payment_as_any_other(claim_maker, cast, now, unpaid):
    reinstate(unpaid, cast.hubadmin, now)
    claim = Claim.objects.get()
    assert answer(unpaid.run, claim, "paid", cast.hubadmin, now) == {"confirm": 1}
    assert answer(unpaid.run, claim, "unpaid", cast.hubadmin, now) == {"return": 1}
    assert (claim_maker.grant.committed, claim_maker.grant.paid) == (100, 0)
    assert not goes("payment_reinstated", now)
    assert list(differences()) == []


def test_payment_whose_claim_is_in_another_run_is_not_corrected(claim_maker, cast, now, unpaid):
    run = claim_maker.run(Claim.objects.get())
    with pytest.raises(WrongState, match=f"is now in {run}. Cancel that run first"):
        reinstate(unpaid, cast.hubadmin, now)
    runs.release_run(run, paid_on=now.date(), by=cast.lead, now=now)
    with pytest.raises(WrongState, match=f"has been paid again by {run}"):
        reinstate(unpaid, cast.hubadmin, now)
    assert list(differences()) == []


def test_payment_that_was_not_returned_is_not_corrected(claim_maker, cast, now):
    claim_maker.pay(claim_maker.approved("100.00"))
    with pytest.raises(WrongState, match="not recorded as unpaid"):
        reinstate(Payment.objects.get(), cast.hubadmin, now)


def test_payment_is_corrected_by_the_hub_alone(cast, now, unpaid):
    for person in (cast.finance, cast.advocate, cast.auditor, cast.other.lead):
        with pytest.raises(PermissionDenied):
            reinstate(unpaid, person, now)


def test_returned_payment_does_not_count_again_in_raw_sql(unpaid):
    with pytest.raises(DatabaseError, match="only while its claim is paid"), transaction.atomic():
        Payment.objects.update(state=PaymentState.SENT)
    pgtrigger.constraints("immediate", "funding.Claim:claim_agrees_with_ledger")
    with pytest.raises(DatabaseError, match="where its ledger entries say"), transaction.atomic():
        Claim.objects.update(state=ClaimState.PAID, run=unpaid.run)


def test_correction_is_made_and_shown_on_the_run_page(cast, client_of, unpaid):
    client = client_of(cast.hubadmin)
    page, url = reverse("funding:run", args=[unpaid.run_id]), reverse("funding:correct-payment", args=[unpaid.pk])
    assert url in client.get(page).content.decode()
    assert "Account closed" in client.get(url).content.decode()
    assert "Enter the reason" in client.post(url, {"reason": ""}).content.decode()
    shown = client.post(url, {"reason": "Wrong row"}, follow=True).content.decode()
    assert "Payment corrected." in shown
    assert "Recorded as unpaid by mistake: Wrong row" in shown
    assert url not in shown
    claim = Claim.objects.get()
    assert "Recorded as unpaid by mistake: Wrong row" in client.get(claim.get_absolute_url()).content.decode()
    activity = client.get(f"/schools/{cast.school.urn}/happened/").content.decode()
    assert f"recorded that claim {claim} was paid" in activity
    assert f"recorded that the payment of claim {claim} was returned" in activity
