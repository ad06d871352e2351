"""Which term is reviewed, and reflected on, when: by the hub's own dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from schools.choices import TermName
from schools.models import Hub
from schools.terms import Term, TermCalendar, calendar_of, calendars_of
from sustaining.common.years import AcademicYear

REMINDED_BEFORE = timedelta(weeks=2)


class TermKey(NamedTuple):
    """A term as rows and addresses name it: the academic year it is in, by the year that starts in, and its name."""

    year: int
    name: str

    @property
    def words(self) -> str:
        """`Autumn term, 2026/27`."""
        return f"{TermName(self.name).label}, {AcademicYear(self.year)}"


def key_of(term: Term) -> TermKey:
    """The key of a term."""
    return TermKey(term.year.start, term.name.value)


def term_of(calendar: TermCalendar, key: TermKey) -> Term:
    """The hub's dates of a term."""
    return calendar.terms(AcademicYear(key.year))[list(TermName).index(TermName(key.name))]


def term_before(calendar: TermCalendar, term: Term) -> Term:
    """The term before, in this year or the one before it."""
    if term.number > 1:
        return calendar.terms(term.year)[term.number - 2]
    return calendar.terms(AcademicYear(term.year.start - 1))[-1]


def reviewed_now(hub: Hub | None, day: date) -> list[TermKey]:
    """The terms whose review may be written on a day: the one that lasts or ended last, and the one before it."""
    calendar = calendar_of(hub)
    latest = calendar.term_upto(day)
    return [key_of(latest), key_of(term_before(calendar, latest))]


def is_due(term: Term, day: date) -> bool:
    """Whether a term's review and reflection are called for: from two weeks before its end."""
    return day >= term.ends - REMINDED_BEFORE


def evaluation_opens(calendar: TermCalendar, year: AcademicYear) -> date:
    """The year is evaluated from the second half of the summer term."""
    return calendar.terms(year)[-1].halves[1].starts


def evaluation_due(calendar: TermCalendar, year: AcademicYear) -> date:
    """The evaluation is due on the last day of the summer term."""
    return calendar.terms(year)[-1].ends


def with_calendars(plans: list[Any]) -> Iterator[tuple[Any, TermCalendar]]:
    """Plans, with their schools' hubs loaded, beside their hub's calendar. One query for all of them."""
    calendars = calendars_of({plan.school.hub_id for plan in plans if plan.school.hub_id}) if plans else {}
    for plan in plans:
        yield plan, calendars.get(plan.school.hub_id) or TermCalendar()


def due_for(plans: list[Any], day: date) -> Iterator[tuple[Any, TermCalendar, TermKey]]:
    """Plans whose term is near its end, with calendar and term: for reminders and the desk. One query for the dates."""
    for plan, calendar in with_calendars(plans):
        term = calendar.term_on(day)
        if term is not None and is_due(term, day):
            yield plan, calendar, key_of(term)


def beginning_of(day: date) -> datetime:
    """The first moment of a day in London."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
