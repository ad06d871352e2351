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
from tests.funding.conftest import parse_results
from tests.outbox.still_true import close_account, goes

pytestmark = pytest.mark.django_db


def test_submitted_email_of_a_decided_claim_is_not_sent(claim_maker, cast, now):
    claim = claim_maker.submitted("100.00")
    assert goes("claim_submitted", now)
    actions.approve_claim(claim, by=cast.lead, now=now)
    assert not goes("claim_submitted", now)
    assert goes("claim_approved", now)


def test_query_email_of_an_answered_query_is_not_sent(claim_maker, cast, now):
    claim = claim_maker.submitted("100.00")
    actions.query_claim(claim, reason="Which lesson?", by=cast.lead, now=now)
    assert goes("claim_queried", now)
    actions.answer_query(claim, text="Year 8 ratio.", by=cast.finance, now=now)
    assert not goes("claim_queried", now)


def test_rejection_email_to_a_closed_account_is_not_sent(claim_maker, cast, now):
    actions.reject_claim(claim_maker.submitted("100.00"), reason="Not this year.", by=cast.lead, now=now)
    assert goes("claim_rejected", now)
    close_account(cast.finance)
    assert not goes("claim_rejected", now)


def test_payment_email_to_a_former_contact_is_not_sent(claim_maker, cast, now):
    claim_maker.pay(claim_maker.approved("100.00"))
    assert goes("payment_made", now)
    SchoolContact.objects.filter(user=cast.finance).update(ends_on=now.date() - timedelta(days=1))
    assert not goes("payment_made", now)


def test_returned_email_of_a_payment_paid_again_is_not_sent(claim_maker, cast, now):
    claim = claim_maker.approved("100.00")
    run = claim_maker.pay(claim)
    rows = parse_results(f"Reference,Result,Reason\n{claim.reference},unpaid,Closed\n".encode())
    bank_results.record_answer(run, rows=rows, by=cast.hubadmin, now=now)
    assert goes("payment_returned", now)
    assert not goes("payment_made", now)
    claim.refresh_from_db()
    claim_maker.pay(claim)
    assert not goes("payment_returned", now)


def test_evidence_request_after_evidence_was_given_is_not_sent(claim_maker, cast, now):
    claim_maker.pay(claim_maker.approved("100.00"))
    day = now.date() + timedelta(days=14)
    year = cast.project.academic_year
    sample = audit_samples.draw_sample(cast.hub, academic_year=year, number=1, answer_by=day, by=cast.lead, now=now)
    assert goes("evidence_asked", now)
    upload = check_upload("cover.txt", b"Period 3: cover by A. Supply.")
    audit_samples.give_evidence(sample.sampled.get(), text="Here.", uploads=[upload], by=cast.finance, now=now)
    assert not goes("evidence_asked", now)


def test_recovery_email_after_it_is_dropped_is_not_sent(claim_maker, cast, now):
    claim = claim_maker.approved("100.00")
    claim_maker.pay(claim)
    recovery = audit_samples.request_recovery(claim, amount=Decimal(40), reason="One day.", by=cast.hubadmin, now=now)
    audit_samples.agree_recovery(recovery, by=cast.lead, now=now)
    assert goes("recovery_agreed", now)
    audit_samples.drop_recovery(recovery, reason="It was taken.", by=cast.lead, now=now)
    assert not goes("recovery_agreed", now)
    assert goes("recovery_dropped", now)


@pytest.fixture
def reminded(claim_maker, cast, now):
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


def test_closing_reminder_of_a_fully_claimed_grant_is_not_sent(reminded, claim_maker):
    claim_maker.submitted("1000.00")
    assert not goes("claims_close", reminded)


def test_closing_reminder_after_the_last_day_moved_is_not_sent(reminded, cast):
    actions.set_window(
        cast.hub,
        project=cast.project,
        opens_on=reminded.date(),
        closes_on=reminded.date() + timedelta(days=25),
        by=cast.hubadmin,
        now=reminded,
    )
    assert not goes("claims_close", reminded)


def test_closing_reminder_to_a_former_contact_is_not_sent(reminded, cast):
    SchoolContact.objects.filter(user=cast.finance).update(ends_on=reminded.date() - timedelta(days=1))
    assert not goes("claims_close", reminded)


def test_hub_wording_of_a_claim_email_is_used(claim_maker, cast, now, client_of):
    client = client_of(cast.hubadmin)
    listed = client.get(reverse("workgroups:rules", args=[cast.hub.pk])).content.decode()
    assert "Grants and claims" in listed
    assert "Invitation to the site" not in listed
    url = reverse("workgroups:wording", args=[cast.hub.pk, "claim_rejected"])
    page = client.get(url).content.decode()
    assert "SUS-26-6PNP" in page, "the preview shows the kind's sample"
    assert "Preview with" not in page
    wording = {"subject": "Not this time: {{ claim }}", "body": "Dear {{ first_name }},\n\n{{ reason }}"}
    assert "Did you mean [reason]?" in client.post(url, {**wording, "body": "[raeson]"}).content.decode()
    assert client.post(url, wording).status_code == 302
    claim = actions.reject_claim(claim_maker.submitted("10.00"), reason="Too late.", by=cast.lead, now=now)
    email = Email.objects.get(kind="claim_rejected")
    assert email.subject == f"Not this time: {claim.reference}"
    assert email.text.startswith(f"Dear {cast.finance.get_short_name()},\n\nToo late.\n\nView the claim: ")


def test_hub_wording_of_account_emails_is_refused(cast, client_of):
    url = reverse("workgroups:wording", args=[cast.hub.pk, "invitation"])
    assert client_of(cast.hubadmin).get(url).status_code == 404


def test_reminder_of_the_window_names_the_last_day_of_a_late_permission(cast, now):
    day = now.date()
    actions.set_window(
        cast.hub, project=cast.project, opens_on=day - timedelta(days=60), closes_on=day - timedelta(days=1),
        by=cast.hubadmin, now=now,
    )  # fmt: skip
    late_until = day + timedelta(days=7)
    actions.allow_late_claims(cast.participation.grant, late_until=late_until, reason="Illness.", by=cast.lead, now=now)
    reminders = [each for each in due(now) if each.kind == "claims_close" and each.about == cast.school]
    assert {each.facts["closes"] for each in reminders} == {late_until.isoformat()}
