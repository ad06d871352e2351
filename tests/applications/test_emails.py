"""Emails about applications are checked again before they are sent, and dropped when no longer true."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sustaining.accounts.models import User
from sustaining.applications import actions
from sustaining.applications.actions import decisions
from sustaining.applications.choices import Decision
from sustaining.applications.models import Application, Call
from sustaining.outbox.actions import write_due_reminders
from tests.applications.applying import begin, fill, submit, submitted
from tests.outbox.still_true import goes

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    """Return the account that acts for people without one."""
    return User.objects.system()


def offer(cast, application, now):
    """Offer a place, to be answered within a fortnight."""
    answer_by = (now + timedelta(days=14)).date()
    decisions.decide(
        application.call,
        applications=[application],
        decision=Decision.OFFER,
        answer_by=answer_by,
        by=cast.lead,
        now=now,
    )
    return Application.objects.get(pk=application.pk)


def test_closing_reminder_after_submission_is_not_sent(call, now, site):
    application = fill(begin(call, now), now)
    assert goes("application_begun", now)
    assert goes("head_agreement", now)
    later = now + timedelta(days=15)
    write_due_reminders(None, by=site, now=later)
    assert goes("application_closing", later)
    submit(application, later)
    assert not goes("application_closing", later)
    assert not goes("application_begun", later)
    assert not goes("head_agreement", later)
    assert goes("application_submitted", later)


def test_closing_reminder_after_the_call_is_extended_is_not_sent(call, now, site):
    begin(call, now)
    later = now + timedelta(days=15)
    write_due_reminders(None, by=site, now=later)
    Call.objects.filter(pk=call.pk).update(closes_at=call.closes_at + timedelta(days=7))
    assert not goes("application_closing", later)


def test_older_head_agreement_email_after_asking_again_is_not_sent(call, now, site):
    application = fill(begin(call, now), now)
    actions.ask_head(application, by=site, now=now + timedelta(days=1))
    assert goes("head_agreement", now + timedelta(days=1))
    assert not goes("head_agreement", now, queued_at=now)


def test_email_about_an_earlier_answer_of_the_head_is_not_sent(call, now, site):
    application = fill(begin(call, now), now)
    actions.answer_as_head(application, agrees=False, comment="Not yet.", by=site, now=now)
    assert goes("head_answered", now)
    actions.answer_as_head(application, agrees=True, by=site, now=now)
    assert not goes("head_answered", now, text__contains="not agreed yet")
    assert goes("head_answered", now)


def test_offer_emails_after_withdrawal_are_not_sent(cast, call, now, site):
    application = offer(cast, submitted(call, now), now)
    assert goes("application_offer", now)
    later = now + timedelta(days=13)
    write_due_reminders(None, by=site, now=later)
    assert goes("offer_unanswered", later)
    assert not goes("offer_unanswered", later + timedelta(days=5))
    actions.withdraw_application(application, by=site, now=later)
    assert not goes("offer_unanswered", later)
    assert not goes("application_offer", later)


def test_opening_news_to_an_applicant_who_has_begun_is_not_sent(cast, call, now, site):
    Call.objects.filter(pk=call.pk).update(opens_at=now + timedelta(days=1))
    interest = actions.leave_address(call.project, email="Ida@demo.example", by=site, now=now)
    assert goes("interest_confirm", now)
    actions.confirm_address(interest, by=site, now=now)
    assert not goes("interest_confirm", now)
    later = now + timedelta(days=2)
    write_due_reminders(None, by=site, now=later)
    assert goes("applications_open", later)
    begin(Call.objects.get(pk=call.pk), later)
    assert not goes("applications_open", later)


def test_waiting_list_letter_after_an_offer_is_not_sent(cast, call, now):
    application = submitted(call, now)
    decisions.decide(call, applications=[application], decision=Decision.WAITLIST, by=cast.lead, now=now)
    assert goes("application_waitlist", now)
    offer(cast, Application.objects.get(pk=application.pk), now)
    assert not goes("application_waitlist", now)
