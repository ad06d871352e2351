"""Reminders are found from the rows as they stand: 7 days and 1 day before, once each, whatever happens between."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sustaining.outbox.delivery import deliver_all
from sustaining.outbox.kinds import Occasion
from sustaining.outbox.models import Email, EmailState, Hold
from sustaining.outbox.reminders import due
from sustaining.workgroups import actions
from sustaining.workgroups.choices import Mode, Rsvp
from sustaining.workgroups.models import ReminderSchedule
from sustaining.workgroups.schedules import due_from, steps_before

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
BEGINS = datetime(2026, 12, 16, 16, tzinfo=LONDON)


def at(day: int, hour: int = 9, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


@pytest.fixture
def meeting(cast, now):
    group = actions.set_up_group(cast.hub, project=cast.project, name="Work Group B", by=cast.lead, now=now)
    actions.join_group(group, participation=cast.participation, by=cast.lead, now=now)
    return actions.add_meeting(
        group, title="Ratio", starts_at=BEGINS, ends_at=BEGINS + timedelta(hours=2), place="Castle Hill",
        by=cast.lead, now=now,
    )  # fmt: skip


def run(moment: datetime) -> int:
    """Beat's tick at a given time; how many reminders it wrote."""
    before = Email.objects.filter(kind="meeting_reminder").count()
    call_command("send_due_reminders", "--write-only", at=moment.isoformat(), stdout=StringIO())
    return Email.objects.filter(kind="meeting_reminder").count() - before


def meeting_merge_rule(moment: datetime) -> list[Occasion]:
    """Return what is due for meetings, without other apps' reminders."""
    return [occasion for occasion in due(moment) if occasion.kind.startswith("meeting_")]


def test_reminders_are_written_once_seven_days_and_one_day_before(meeting):
    assert run(at(9, 8, 59)) == 0
    assert run(at(9)) == 2
    assert run(at(9, 9, 1)) == run(at(12)) == run(at(15, 8, 59)) == 0
    assert run(at(15)) == 2
    assert run(at(15, 20)) == run(at(16, 15)) == 0


def test_worker_after_a_pause_writes_only_the_latest_reminder(meeting):
    assert run(at(15, 12)) == 2
    assert run(at(16, 8)) == 0


def test_reminders_are_not_written_after_meeting_started(meeting):
    assert run(at(16, 16)) == run(at(17)) == 0


def test_moved_meeting_is_reminded_of_again(meeting, cast, now):
    assert run(at(9)) == 2
    begins = BEGINS + timedelta(days=14)
    actions.move_meeting(
        meeting, starts_at=begins, ends_at=begins + timedelta(hours=2), mode=Mode.IN_PERSON, by=cast.lead, now=at(10)
    )
    assert run(at(15)) == 0
    assert run(at(23)) == 2
    assert run(at(29)) == 2


def test_reminder_is_not_written_after_apologies(meeting, cast, now):
    actions.answer_invitation(
        meeting.invitations.get(user=cast.advocate), rsvp=Rsvp.APOLOGIES, by=cast.advocate, now=now
    )
    assert run(at(9)) == 1


def test_queued_reminder_of_cancelled_meeting_is_not_sent(meeting, cast):
    assert run(at(9)) == 2
    waiting = Email.objects.filter(kind="meeting_reminder", state=EmailState.QUEUED)
    actions.cancel_meeting(meeting, reason="Snow", by=cast.lead, now=at(9, 10))
    deliver_all(lambda: at(9, 11))
    assert not waiting.exists()
    subjects = [letter.subject for letter in mail.outbox]
    assert Email.objects.filter(kind="meeting_reminder", state=EmailState.MISSED).count() == 2
    assert any("cancelled" in subject.lower() for subject in subjects), subjects
    assert run(at(15)) == 0


def test_reminder_due_before_invitation_is_skipped(cast, now):
    group = actions.set_up_group(cast.hub, project=cast.project, name="Work Group C", by=cast.lead, now=now)
    actions.join_group(group, participation=cast.participation, by=cast.lead, now=now)
    begins = now + timedelta(days=3)
    actions.add_meeting(group, starts_at=begins, ends_at=begins + timedelta(hours=1), by=cast.lead, now=now)
    assert run(now + timedelta(minutes=5)) == 0
    assert run(now + timedelta(days=2)) == 2


def test_held_reminder_is_not_written(meeting, cast, now):
    key = meeting_merge_rule(at(9))[0].key
    Hold.objects.create(key=key, by=cast.lead, why="They know.", held_at=now)
    assert run(at(9)) == 1


@pytest.mark.parametrize(
    ("begins", "days", "clock"),
    [
        (
            datetime(2027, 3, 31, 9, tzinfo=LONDON),
            7,
            datetime(2027, 3, 24, 9, tzinfo=LONDON),
        ),  # the spring change between
        (datetime(2026, 10, 28, 9, tzinfo=LONDON), 7, datetime(2026, 10, 21, 9, tzinfo=LONDON)),  # the autumn change
        (datetime(2026, 12, 7, 16, tzinfo=LONDON), 1, datetime(2026, 12, 4, 9, tzinfo=LONDON)),  # a Sunday: Friday
        (datetime(2026, 12, 7, 16, tzinfo=LONDON), 2, datetime(2026, 12, 4, 9, tzinfo=LONDON)),  # a Saturday: Friday
        (datetime(2027, 3, 30, 16, tzinfo=LONDON), 1, datetime(2027, 3, 25, 9, tzinfo=LONDON)),  # Easter: Thursday
        (
            datetime(2026, 12, 5, 10, tzinfo=LONDON),
            0,
            datetime(2026, 12, 5, 9, tzinfo=LONDON),
        ),  # on a Saturday's morning
        (datetime(2026, 12, 4, 16, tzinfo=LONDON), -1, datetime(2026, 12, 7, 9, tzinfo=LONDON)),  # thanks: Monday
    ],
)
def test_emails_are_due_at_nine_in_london_on_working_days(meeting, begins, days, clock):
    meeting.starts_at = begins
    due_at = due_from(meeting, days)
    assert (due_at, due_at.hour) == (clock, 9)


def test_reminders_that_a_weekend_moves_together_are_one(cast, now):
    group = actions.set_up_group(cast.hub, project=cast.project, name="Work Group M", by=cast.lead, now=now)
    actions.join_group(group, participation=cast.participation, by=cast.lead, now=now)
    monday = datetime(2026, 12, 7, 16, tzinfo=LONDON)
    meeting = actions.add_meeting(group, starts_at=monday, ends_at=monday + timedelta(hours=1), by=cast.lead, now=now)
    schedule = ReminderSchedule(hub=cast.hub, remind_days=[3, 2, 1], nudge_days=[2])
    steps = [(step.kind, step.days) for step in steps_before(meeting, schedule)]
    assert steps == [("meeting_nudge", 2), ("meeting_reminder", 1)]
    assert run(monday - timedelta(days=1)) == 2  # sent late, for nothing ran on Friday
    assert Email.objects.filter(kind="meeting_reminder").first().subject.startswith("Tomorrow:")


@pytest.mark.parametrize("at_time", ["yesterday", "", "2026-13-01", "9999-99-99T00:00"])
def test_send_due_reminders_with_invalid_time_is_refused(at_time):
    with pytest.raises(CommandError, match="like 2026-"):
        call_command("send_due_reminders", at=at_time)


def test_mail_page_lists_scheduled_reminders(meeting, cast, client_of):
    page = client_of(cast.lead).get(f"{meeting.get_absolute_url()}mail/").content.decode()
    assert "9 Dec" in page
    assert "15 Dec" in page


def test_due_reminders_need_no_more_queries_for_more_meetings(cast, now, django_assert_num_queries):
    group = actions.set_up_group(cast.hub, project=cast.project, name="Work Group D", by=cast.lead, now=now)
    actions.join_group(group, participation=cast.participation, by=cast.lead, now=now)

    def add_meetings(numbers: range) -> None:
        for number in numbers:
            begins = BEGINS + timedelta(minutes=number)
            actions.add_meeting(group, starts_at=begins, ends_at=begins + timedelta(hours=1), by=cast.lead, now=now)

    add_meetings(range(2))
    with CaptureQueriesContext(connection) as few:
        assert len(meeting_merge_rule(at(9))) == 4
    add_meetings(range(2, 12))
    with django_assert_num_queries(len(few)):
        assert len(meeting_merge_rule(at(9))) == 24
