"""On which days a hub's schedule chases, and what it sends then. Nothing is sent on days when schools are closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from schools.chasing import CHASERS, ChaserSearch, scheduled_chases
from schools.closed_days import REMINDERS_FROM, is_school_day
from schools.models import Participation
from schools.terms import TermCalendar, get_calendars
from sustaining.common.clock import london_day
from sustaining.outbox.kinds import Occasion

from .chase_lists import REST, chase_lines, hub_years
from .models import ChaseSchedule

DAY = timedelta(days=1)
LONGEST_HOLIDAY = 60
"""Days that are tried for one on which schools are open."""


def rounds(schedule: ChaseSchedule, calendar: TermCalendar, *, until: date) -> Iterator[date]:
    """Yield the days on which a schedule chases, up to `until`: each round on its day, or on the next school day.

    Rounds that a holiday moves to the same day are one.
    """
    last_day = min(until, schedule.ends_on) if schedule.ends_on else until
    latest, number, nominal = None, 0, schedule.starts_on
    while nominal <= last_day and (schedule.most_times is None or number < schedule.most_times):
        day = _next_school_day(nominal, calendar)
        if day is not None and day != latest and day <= last_day:
            latest, number = day, number + 1
            yield day
        nominal += schedule.every_weeks * 7 * DAY


def _next_school_day(day: date, calendar: TermCalendar) -> date | None:
    days = (day + number * DAY for number in range(LONGEST_HOLIDAY))
    return next((candidate for candidate in days if is_school_day(candidate, calendar)), None)


def next_round(schedule: ChaseSchedule, calendar: TermCalendar, now: datetime) -> date | None:
    """Return the next day on which a schedule chases, today until nine included; None when it has ended."""
    if schedule.stopped_at:
        return None
    day = london_day(now)
    since = day if timezone.localtime(now).time() < REMINDERS_FROM else day + DAY
    horizon = max(day, schedule.starts_on) + timedelta(days=7 * schedule.every_weeks + LONGEST_HOLIDAY)
    return next((on for on in rounds(schedule, calendar, until=horizon) if on >= since), None)


@scheduled_chases.provide
def due_by_schedule(now: datetime) -> Iterator[Occasion]:
    """Yield what the schedules of all hubs send on this day, from nine.

    Who was chased for the same thing in the last days is left out. One query where no hub has a schedule; else a bounded
    number for each hub and kind whose round is today.
    """
    if timezone.localtime(now).time() < REMINDERS_FROM:
        return
    day = london_day(now)
    schedules = list(
        ChaseSchedule.objects.filter(stopped_at__isnull=True, starts_on__lte=day, hub__merged_into=None)
        .exclude(ends_on__lt=day)
        .select_related("hub")
        .order_by("hub", "pk")
    )
    calendars = get_calendars({schedule.hub_id for schedule in schedules}) if schedules else {}
    by_hub: dict[int, list[ChaseSchedule]] = defaultdict(list)
    for schedule in schedules:
        if schedule.kind in CHASERS and day in rounds(schedule, calendars[schedule.hub_id], until=day):
            by_hub[schedule.hub_id].append(schedule)
    for hub, of_hub in by_hub.items():
        search = ChaserSearch(hub_years(Participation.objects.all(), hub), now)
        for schedule in of_hub:
            for line in chase_lines(CHASERS[schedule.kind], search, rests_for=REST):
                yield from line.occasions(sender=None, now=now)
