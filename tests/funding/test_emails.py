"""Emails about claims are asked again before they go: an answered question or a spent grant is not written about."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from funding import actions
from funding.actions import audit_samples, bank_results
from schools.models import SchoolContact
from sustaining.common.files import check_upload
from sustaining.outbox.actions import write_occasion
from sustaining.outbox.models import Email
from sustaining.outbox.reminders import due
from tests.funding.conftest import results_of
from tests.outbox.still_true import close_account, goes

pytestmark = pytest.mark.django_db


def test_submitted_claim_decided_meanwhile_is_not_announced(purse, cast, now):
    claim = purse.submitted("100.00")
    assert goes("claim_submitted", now)
    actions.approve_claim(claim, by=cast.lead, now=now)
    assert not goes("claim_submitted", now)
    assert goes("claim_approved", now)


def test_question_about_a_claim_answered_meanwhile_does_not_go(purse, cast, now):
    claim = purse.submitted("100.00")
    actions.query_claim(claim, reason="Which lesson?", by=cast.lead, now=now)
    assert goes("claim_queried", now)
    actions.answer_query(claim, text="Year 8 ratio.", by=cast.finance, now=now)
    assert not goes("claim_queried", now)


def test_rejected_claim_is_told_only_to_a_reader_with_an_open_account(purse, cast, now):
    actions.reject_claim(purse.submitted("100.00"), reason="Not this year.", by=cast.lead, now=now)
    assert goes("claim_rejected", now)
    close_account(cast.finance)
    assert not goes("claim_rejected", now)


def test_payment_is_not_announced_to_who_has_left_the_school(purse, cast, now):
    purse.pay(purse.approved("100.00"))
    assert goes("payment_made", now)
    SchoolContact.objects.filter(user=cast.finance).update(ends_on=now.date() - timedelta(days=1))
    assert not goes("payment_made", now)


def test_returned_payment_paid_again_is_not_announced(purse, cast, now):
    claim = purse.approved("100.00")
    run = purse.pay(claim)
    rows = results_of(f"Reference,Result,Reason\n{claim.reference},unpaid,Closed\n".encode())
    bank_results.record_answer(run, rows=rows, by=cast.hubadmin, now=now)
    assert goes("payment_returned", now)
    assert not goes("payment_made", now)
    claim.refresh_from_db()
    purse.pay(claim)
    assert not goes("payment_returned", now)


def test_evidence_given_meanwhile_is_not_asked_for(purse, cast, now):
    purse.pay(purse.approved("100.00"))
    day = now.date() + timedelta(days=14)
    year = cast.project.academic_year
    sample = audit_samples.draw_sample(cast.hub, academic_year=year, number=1, answer_by=day, by=cast.lead, now=now)
    assert goes("evidence_asked", now)
    upload = check_upload("cover.txt", b"Period 3: cover by A. Supply.")
    audit_samples.give_evidence(sample.sampled.get(), text="Here.", uploads=[upload], by=cast.finance, now=now)
    assert not goes("evidence_asked", now)


def test_recovery_is_told_as_it_stands(purse, cast, now):
    claim = purse.approved("100.00")
    purse.pay(claim)
    recovery = audit_samples.request_recovery(claim, amount=Decimal(40), reason="One day.", by=cast.hubadmin, now=now)
    audit_samples.agree_recovery(recovery, by=cast.lead, now=now)
    assert goes("recovery_agreed", now)
    audit_samples.drop_recovery(recovery, reason="It was taken.", by=cast.lead, now=now)
    assert not goes("recovery_agreed", now)
    assert goes("recovery_dropped", now)


@pytest.fixture
def reminded(purse, cast, now):
    """The moment at which the finance contact has been written that claims close."""
    actions.set_window(
        cast.hub,
        project=cast.project,
        opens_on=now.date() - timedelta(days=30),
        closes_on=now.date() + timedelta(days=20),
        by=cast.hubadmin,
        now=now,
    )
    (occasion,) = [each for each in due(now) if each.kind == "claims_close" and each.about == cast.school]
    write_occasion(occasion, now=now)
    assert goes("claims_close", now)
    return now


def test_closing_claims_are_not_reminded_of_when_the_grant_is_claimed(reminded, purse):
    purse.submitted("1000.00")
    assert not goes("claims_close", reminded)


def test_closing_claims_are_not_reminded_of_when_the_last_day_has_moved(reminded, cast):
    actions.set_window(
        cast.hub,
        project=cast.project,
        opens_on=reminded.date(),
        closes_on=reminded.date() + timedelta(days=25),
        by=cast.hubadmin,
        now=reminded,
    )
    assert not goes("claims_close", reminded)


def test_closing_claims_are_not_reminded_of_to_who_has_left(reminded, cast):
    SchoolContact.objects.filter(user=cast.finance).update(ends_on=reminded.date() - timedelta(days=1))
    assert not goes("claims_close", reminded)


def test_hub_words_an_email_about_claims_itself(purse, cast, now, client_of):
    client = client_of(cast.hubadmin)
    listed = client.get(reverse("workgroups:rules", args=[cast.hub.pk])).content.decode()
    assert "Grants and claims" in listed
    assert "Invitation to the site" not in listed
    url = reverse("workgroups:wording", args=[cast.hub.pk, "claim_rejected"])
    page = client.get(url).content.decode()
    assert "SUS-26-6PNP" in page, "the preview shows the kind's sample"
    assert "Preview with" not in page
    words = {"subject": "Not this time: {{ claim }}", "body": "Dear {{ first_name }},\n\n{{ reason }}"}
    assert "Did you mean {{ reason }}?" in client.post(url, {**words, "body": "{{ raeson }}"}).content.decode()
    assert client.post(url, words).status_code == 302
    claim = actions.reject_claim(purse.submitted("10.00"), reason="Too late.", by=cast.lead, now=now)
    email = Email.objects.get(kind="claim_rejected")
    assert email.subject == f"Not this time: {claim.reference}"
    assert email.text.startswith(f"Dear {cast.finance.get_short_name()},\n\nToo late.\n\nSee the claim: ")


def test_emails_of_accounts_are_worded_by_nobody(cast, client_of):
    url = reverse("workgroups:wording", args=[cast.hub.pk, "invitation"])
    assert client_of(cast.hubadmin).get(url).status_code == 404
