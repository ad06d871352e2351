"""Proposed dates for a year's meetings: a day in each half term, on no weekend and no bank holiday in England."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schools.closed_days import bank_holidays
from schools.models import Hub
from schools.terms import HalfTerm, get_half_terms
from sustaining.common.years import AcademicYear

WEEK = timedelta(weeks=1)
SATURDAY = 5


@dataclass(frozen=True)
class Proposal:
    """A half term and the day proposed in it: None when the half term is over or has no such day."""

    half_term: HalfTerm
    day: date | None


def day_problem(day: date) -> str:
    """Return why no meeting can be held on a day, as a sentence, or an empty string."""
    if day.weekday() >= SATURDAY:
        return f"{day:%A} {day.day} {day:%B} is at a weekend. Choose a school day."
    name = bank_holidays(AcademicYear.of(day).start).get(day)
    return f"{day:%A} {day.day} {day:%B} is a bank holiday ({name}). Choose another day." if name else ""


def proposals(hub: Hub, year: AcademicYear, *, weekday: int, week: int, after: date) -> list[Proposal]:
    """Return a proposal for each half term: `weekday` (0 is Monday) in its `week` (from 1), or in the nearest week.

    Days up to and including `after` are not proposed.
    """
    return [Proposal(half, _day_in(half, weekday, week, after)) for half in get_half_terms(hub, year)]


def _day_in(half: HalfTerm, weekday: int, week: int, after: date) -> date | None:
    first = half.starts + timedelta(days=(weekday - half.starts.weekday()) % 7)
    preferred = first + (week - 1) * WEEK
    fitting = [day for day in _weekly(first, half.ends) if day > after and not day_problem(day)]
    return min(fitting, key=lambda day: (abs(day - preferred), day), default=None)


def _weekly(day: date, until: date) -> Iterator[date]:
    while day <= until:
        yield day
        day += WEEK
