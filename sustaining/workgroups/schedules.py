"""When emails about a meeting are due by its hub's schedule: London calendar days, at the first sending hour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from schools.models import Hub
from sustaining.common.clock import london_day

from .models import Meeting, ReminderSchedule

NUDGE, REMINDER, THANKS = "meeting_nudge", "meeting_reminder", "meeting_thanks"
USUAL_HOUR = time(9)


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


def due_from(meeting: Meeting, days_before: int, hour: time = USUAL_HOUR) -> datetime:
    """Return `hour` in London, `days_before` calendar days before the meeting, whatever the clocks do in between."""
    day = london_day(meeting.starts_at) - timedelta(days=days_before)  # type: ignore[arg-type]
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())


def steps_before(meeting: Meeting, schedule: ReminderSchedule) -> list[Step]:
    """Return the nudges and reminders that are due before the meeting starts, earliest first."""
    steps = [
        Step(kind, days, due_from(meeting, days, schedule.sends_from))
        for kind, several in ((NUDGE, schedule.nudge_days), (REMINDER, schedule.remind_days))
        for days in set(several)
    ]
    ahead = [step for step in steps if meeting.starts_at and step.due_at < meeting.starts_at]
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
