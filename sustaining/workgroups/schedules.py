"""When emails about a meeting are due by its hub's schedule: on London days, at the first sending hour.

Those before a meeting that fall on a weekend or a bank holiday go on the working day before, thanks on the next one. What a
hub sends on the day of a meeting itself always goes on that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from schools.closed_days import REMINDERS_FROM, last_working_day, next_working_day
from schools.models import Hub
from sustaining.common.clock import london_day

from .models import Meeting, ReminderSchedule

NUDGE, REMINDER, THANKS = "meeting_nudge", "meeting_reminder", "meeting_thanks"


@dataclass(frozen=True)
class Step:
    """One round of emails about a meeting: the kind, the days before it (after, for thanks), and when they are due."""

    kind: str
    days: int
    due_at: datetime

    def key(self, meeting: Meeting, user: int) -> str:
        """Return the occasion's key.

        It contains the meeting's day: a meeting that moves to another day is reminded of again, a rerun sends nothing.
        """
        short = {REMINDER: f"{self.days}d", NUDGE: f"nudge{self.days}d", THANKS: "thanks"}[self.kind]
        return f"meeting:{meeting.pk}:{short}:{self.meeting_day(meeting):%Y-%m-%d}:user={user}"

    @staticmethod
    def meeting_day(meeting: Meeting) -> date:
        """Return the meeting's day in London."""
        return london_day(meeting.starts_at)  # type: ignore[arg-type]


def due_from(meeting: Meeting, days_before: int, hour: time = REMINDERS_FROM) -> datetime:
    """Return `hour` in London, `days_before` calendar days before the meeting, whatever the clocks do in between.

    A day that is no working day is moved: to the one before, and for days after the meeting, which are negative, to the next.
    """
    day = london_day(meeting.starts_at) - timedelta(days=days_before)  # type: ignore[arg-type]
    if days_before:
        day = last_working_day(day) if days_before > 0 else next_working_day(day)
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())


def steps_before(meeting: Meeting, schedule: ReminderSchedule) -> list[Step]:
    """Return the nudges and reminders that are due before the meeting starts, earliest first.

    Of several of a kind that a weekend moves to the same day, the one nearest to the meeting stays.
    """
    steps = {
        (kind, due_at := due_from(meeting, days, schedule.sends_from)): Step(kind, days, due_at)
        for kind, several in ((NUDGE, schedule.nudge_days), (REMINDER, schedule.remind_days))
        for days in sorted(several, reverse=True)
    }
    ahead = [step for step in steps.values() if meeting.starts_at and step.due_at < meeting.starts_at]
    return sorted(ahead, key=lambda step: (step.due_at, step.kind))


def step_after(meeting: Meeting, schedule: ReminderSchedule) -> Step | None:
    """Return the thanks, or None when the hub sends none."""
    if schedule.thanks_days is None:
        return None
    return Step(THANKS, schedule.thanks_days, due_from(meeting, -schedule.thanks_days, schedule.sends_from))


def get_schedule(hub: Hub) -> ReminderSchedule:
    """Return the hub's own schedule, or the default one."""
    return get_schedules([hub.pk])[hub.pk]


def get_schedules(hubs: Iterable[int]) -> dict[int, ReminderSchedule]:
    """Return the schedule of each hub. One query."""
    hub_ids = set(hubs)
    own = {
        schedule.hub_id: schedule for schedule in ReminderSchedule.objects.filter(hub__in=hub_ids).select_related("hub")
    }
    return {hub: own.get(hub) or ReminderSchedule(hub_id=hub) for hub in hub_ids}
