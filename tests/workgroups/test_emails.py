"""Emails about meetings are asked again before they go, by the facts that are kept with them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sustaining.outbox.actions import write_occasion
from sustaining.outbox.delivery import is_still_true
from sustaining.outbox.models import Email
from sustaining.outbox.reminders import due
from sustaining.workgroups import actions
from sustaining.workgroups.choices import Mark, Rsvp
from sustaining.workgroups.models import Attendance, Invitation, Meeting
from tests.outbox.still_true import close_account, goes

from .conftest import BEGINS

pytestmark = pytest.mark.django_db


def remind(kind: str, moment) -> None:
    """Write what is due of a kind."""
    for occasion in due(moment):
        if occasion.kind == kind:
            write_occasion(occasion, now=moment)


def move(meeting, cast, now):
    """The meeting is a day later."""
    starts_at = meeting.starts_at + timedelta(days=1)
    actions.move_meeting(
        meeting,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="Castle Hill",
        by=cast.hubadmin,
        now=now,
    )


def test_invitation_to_moved_meeting_is_not_sent(our_meeting, cast, now):
    assert goes("meeting_date", now)
    Meeting.objects.filter(pk=our_meeting.pk).update(sequence=our_meeting.sequence + 1)
    assert not goes("meeting_date", now)


def test_email_without_facts_counts_as_still_true(our_meeting, now):
    Email.objects.filter(kind="meeting_date").update(facts={})
    Meeting.objects.filter(pk=our_meeting.pk).update(sequence=our_meeting.sequence + 1)
    assert goes("meeting_date", now)


def test_email_of_removed_kind_counts_as_still_true(our_meeting, now):
    email = Email.objects.filter(kind="meeting_date").first()
    email.kind = "meeting_of_old"
    assert is_still_true(email, now)


def test_reminder_after_apologies_or_to_closed_account_is_not_sent(our_meeting, cast):
    moment = BEGINS - timedelta(hours=23)
    remind("meeting_reminder", moment)
    assert goes("meeting_reminder", moment, user=cast.advocate)
    Invitation.objects.filter(user=cast.advocate).update(rsvp=Rsvp.APOLOGIES, answered_at=moment)
    assert not goes("meeting_reminder", moment, user=cast.advocate)
    assert goes("meeting_reminder", moment, user=cast.advocate_two)
    close_account(cast.advocate_two)
    assert not goes("meeting_reminder", moment, user=cast.advocate_two)


def test_nudge_after_answer_is_not_sent(our_meeting, cast):
    moment = BEGINS - timedelta(days=9)
    remind("meeting_nudge", moment)
    assert goes("meeting_nudge", moment, user=cast.advocate)
    Invitation.objects.filter(user=cast.advocate).update(rsvp=Rsvp.COMING, answered_at=moment)
    assert not goes("meeting_nudge", moment, user=cast.advocate)


def test_thanks_after_mark_changed_to_absent_are_not_sent(our_meeting, cast, now):
    after = BEGINS + timedelta(hours=3)
    actions.mark_attendance(our_meeting, user=cast.advocate, mark=Mark.PRESENT, by=cast.hubadmin, now=after)
    actions.hold_meeting(our_meeting, mark_rest=True, by=cast.hubadmin, now=after)
    moment = BEGINS + timedelta(days=1, hours=1)
    remind("meeting_thanks", moment)
    assert goes("meeting_thanks", moment, user=cast.advocate)
    Attendance.objects.filter(user=cast.advocate).update(mark=Mark.ABSENT)
    assert not goes("meeting_thanks", moment, user=cast.advocate)


def test_withdrawal_after_new_invitation_is_not_sent(our_meeting, our_group, cast, now):
    actions.leave_group(our_group.memberships.get(), on=now.date(), by=cast.hubadmin, now=now)
    assert goes("meeting_withdrawn", now, user=cast.advocate)
    Invitation.objects.filter(user=cast.advocate).update(withdrawn_at=None)
    assert not goes("meeting_withdrawn", now, user=cast.advocate)
