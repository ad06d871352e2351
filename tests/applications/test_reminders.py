"""Reminders: applications open, a call closes in a week, an offer is unanswered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sustaining.accounts.models import User
from sustaining.applications import actions
from sustaining.applications.actions import decisions
from sustaining.applications.choices import Decision
from sustaining.outbox.actions import write_due_reminders
from sustaining.outbox.models import Email
from tests.applications.applying import begin, open_call, submitted

pytestmark = pytest.mark.django_db


def write(now):
    return write_due_reminders(None, by=User.objects.system(), now=now)


def test_opening_of_two_calls_emails_a_waiting_address_once(cast, now):
    project = cast.project.rolled_forward()
    project.save()
    system, earlier = User.objects.system(), now - timedelta(days=9)
    interest = actions.leave_address(project, email="ida@demo.example", by=system, now=earlier)
    actions.leave_address(project, email="never-confirmed@demo.example", by=system, now=earlier)
    actions.confirm_address(interest, by=system, now=earlier)
    write(now)
    assert not Email.objects.filter(kind="applications_open").exists()
    open_call(cast.hub, project, by=cast.lead, now=now)
    open_call(cast.other.hub, project, by=cast.other.lead, now=now)
    for _ in range(2):
        write(now)
    assert Email.objects.get(kind="applications_open").to == "ida@demo.example"


def test_draft_a_week_before_closing_gets_one_reminder(call, now):
    begin(call, now)
    write(now + timedelta(days=13))
    assert not Email.objects.filter(kind="application_closing").exists()
    for days in (15, 16):
        write(now + timedelta(days=days))
    assert Email.objects.filter(kind="application_closing").count() == 1


def test_offer_three_days_before_its_answer_day_gets_one_reminder(cast, call, now):
    application = submitted(call, now)
    decisions.decide(
        call,
        applications=[application],
        decision=Decision.OFFER,
        answer_by=(now + timedelta(days=14)).date(),
        by=cast.lead,
        now=now,
    )
    for days in (9, 11, 12):  # a Thursday, a Saturday and a Sunday
        write(now + timedelta(days=days))
    assert not Email.objects.filter(kind="offer_unanswered").exists()
    write(now + timedelta(days=10))  # the Friday, for the third day before is a Saturday
    write(now + timedelta(days=13))
    assert Email.objects.filter(kind="offer_unanswered").count() == 1
