"""Chase schools for what is missing, and have the site do so by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from schools.chasing import CHASERS, ChaserSearch
from schools.models import Hub, Participation
from schools.terms import get_calendar
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action
from sustaining.outbox.actions import write_occasion

from ..chase_lists import chase_lines, hub_years
from ..chase_schedules import next_round
from ..models import ChaseSchedule

if TYPE_CHECKING:
    from sustaining.accounts.models import User


NOTHING_LEFT = "No emails were sent: everyone has already been emailed today, or nothing is missing any more."


class NothingToChase(DomainError):
    """Nobody is left to email about it."""

    field = "chosen"


class ScheduleNotPossible(DomainError):
    """A schedule that would never send anything, or a second one of the same kind."""

    def __init__(self, sentence: str, field: str = "starts_on") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class ChaseResult:
    """How many emails were written, about how many schools."""

    emails: int
    schools: int


@action("casework.chase")
def chase_schools(hub: Hub, *, kind: str, chosen: Collection[int], by: User, now: datetime) -> ChaseResult:
    """Email those who are asked about the chosen participations of a hub, as far as they are still due.

    All or none are written. A person who was emailed about the same thing today is left out: by the list, and, when two
    people press at once, by the unique occasion. Raise NothingToChase when nobody is left.
    """
    rows = hub_years(Participation.objects.visible_to(by), hub.pk)
    lines = [line for line in chase_lines(CHASERS[kind], ChaserSearch(rows, now)) if line.pk in chosen]
    schools, emails = set(), 0
    for line in lines:
        for occasion in line.occasions(sender=by, now=now):
            email = write_occasion(occasion, now=now)
            if email.queued_at == now and email.facts["by"] == by.pk:
                emails += 1
                schools.add(line.row.school_id)
    if not emails:
        raise NothingToChase(NOTHING_LEFT)
    return ChaseResult(emails, len(schools))


@action("casework.schedule_chaser")
def schedule_chaser(
    hub: Hub,
    *,
    kind: str,
    every_weeks: int,
    starts_on: date,
    ends_on: date | None,
    most_times: int | None,
    by: User,
    now: datetime,
) -> ChaseSchedule:
    """Have the site chase a kind by itself. A schedule of the same kind that has ended is stopped.

    Raise ScheduleNotPossible.
    """
    hub = Hub.objects.select_for_update().get(pk=hub.pk)
    if hub.merged_into_id:
        raise ScheduleNotPossible(f"{hub} is part of another hub now. Start the schedule there.")
    calendar = get_calendar(hub)
    old = ChaseSchedule.objects.filter(hub=hub, kind=kind, stopped_at__isnull=True).first()
    if old and next_round(old, calendar, now):
        raise ScheduleNotPossible("The site already chases this automatically. Stop that schedule first.")
    if starts_on < london_day(now):
        raise ScheduleNotPossible("First day must be today or later.")
    schedule = ChaseSchedule(
        hub=hub, kind=kind, every_weeks=every_weeks, starts_on=starts_on, ends_on=ends_on, most_times=most_times,
        started_by=by, started_at=now,
    )  # fmt: skip
    if next_round(schedule, calendar, now) is None:
        raise ScheduleNotPossible(
            "No emails would be sent on these dates: schools are closed, or it is too late today. Choose later dates.",
            "ends_on" if ends_on else "starts_on",
        )
    if old:
        ChaseSchedule.objects.filter(pk=old.pk).update(stopped_at=now, stopped_by=by)
    schedule.save()
    return schedule


@action("casework.stop_chaser")
def stop_chaser(schedule: ChaseSchedule, *, by: User, now: datetime) -> ChaseSchedule:
    """Stop a schedule. What it has sent stays. Raise WrongState where it is stopped."""
    if not ChaseSchedule.objects.filter(pk=schedule.pk, stopped_at__isnull=True).update(stopped_at=now, stopped_by=by):
        raise WrongState("This schedule has already been stopped.")
    schedule.refresh_from_db()
    return schedule
