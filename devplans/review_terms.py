"""Decide which term is reviewed when, by each hub's own dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from schools.choices import TermName
from schools.current_year import year_hubs
from schools.models import Hub
from schools.terms import Term, TermCalendar, get_calendar, get_calendars
from sustaining.common.years import AcademicYear

REMINDED_BEFORE = timedelta(weeks=2)


class TermKey(NamedTuple):
    """A term as rows and URLs identify it: the starting year of its academic year, and its name."""

    year: int
    name: str

    @property
    def label(self) -> str:
        """Return the term's label: `Autumn term, 2026/27`."""
        return f"{TermName(self.name).label}, {AcademicYear(self.year)}"

    @property
    def short_label(self) -> str:
        """Return the term and its calendar year, where space is short: `Aut 26`, `Spr 27`."""
        calendar_year = self.year + (self.name != TermName.AUTUMN)
        return f"{str(TermName(self.name).label)[:3]} {calendar_year % 100:02d}"


def term_key(term: Term) -> TermKey:
    """Return the key of a term."""
    return TermKey(term.year.start, term.name.value)


def get_term(calendar: TermCalendar, key: TermKey) -> Term:
    """Return the term of a key, with the hub's dates."""
    return calendar.terms(AcademicYear(key.year))[list(TermName).index(TermName(key.name))]


def term_before(calendar: TermCalendar, term: Term) -> Term:
    """Return the term before, in this year or the previous one."""
    if term.number > 1:
        return calendar.terms(term.year)[term.number - 2]
    return calendar.terms(AcademicYear(term.year.start - 1))[-1]


def reviewed_now(hub: Hub | None, day: date) -> list[TermKey]:
    """Return the terms whose review may be written on a day: the current or latest term, and the one before."""
    return writable_terms(get_calendar(hub), day)


def writable_terms(calendar: TermCalendar, day: date) -> list[TermKey]:
    """Return the same for a calendar that is known already."""
    latest = calendar.term_upto(day)
    return [term_key(latest), term_key(term_before(calendar, latest))]


def is_due(term: Term, day: date) -> bool:
    """Return whether a term's review and reflection are due: from two weeks before its end."""
    return day >= term.ends - REMINDED_BEFORE


def evaluation_opens(calendar: TermCalendar, year: AcademicYear) -> date:
    """Return the first day of the year's evaluation: the start of the second half of the summer term."""
    return calendar.terms(year)[-1].halves[1].starts


def evaluation_due(calendar: TermCalendar, year: AcademicYear) -> date:
    """Return the day when the evaluation is due: the last day of the summer term."""
    return calendar.terms(year)[-1].ends


def with_calendars(plans: list[Any], start: int) -> Iterator[tuple[Any, TermCalendar]]:
    """Yield each plan with the calendar of the hub that runs its academic year from `start`, in two queries.

    The plans' schools and their hubs must be loaded.
    """
    hubs = year_hubs([plan.school for plan in plans], start)
    calendars = get_calendars({hub.pk for hub in hubs.values() if hub}) if plans else {}
    for plan in plans:
        hub = hubs[plan.school_id]
        yield plan, calendars[hub.pk] if hub else TermCalendar()


def due_for(plans: list[Any], day: date) -> Iterator[tuple[Any, TermCalendar, TermKey]]:
    """Yield plans whose term is near its end, with calendar and term. Two queries for the dates."""
    for plan, calendar in with_calendars(plans, AcademicYear.of(day).start):
        term = calendar.term_on(day)
        if term is not None and is_due(term, day):
            yield plan, calendar, term_key(term)
