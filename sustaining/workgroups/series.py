"""A year's meetings at once: a day in each half term, never at a weekend, never on a bank holiday of England."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from schools.models import Hub
from schools.terms import HalfTerm, half_terms_of
from sustaining.common.years import AcademicYear

WEEK = timedelta(weeks=1)
SATURDAY = 5


@dataclass(frozen=True)
class Proposal:
    """A half term, and the day that is proposed in it; none when it is over or has no such day."""

    half_term: HalfTerm
    day: date | None


@lru_cache(maxsize=64)
def bank_holidays(start: int) -> dict[date, str]:
    """Return the bank holidays of England in the academic year from `start`, with their names."""
    year = AcademicYear(start)
    found = holidays.country_holidays("GB", subdiv="ENG", years=[start, start + 1])
    return {day: name for day, name in found.items() if day in year}


def day_problem(day: date) -> str:
    """Why no meeting is held on a day, as a sentence; empty when one may be."""
    if day.weekday() >= SATURDAY:
        return f"{day:%A} {day.day} {day:%B} is at a weekend. Choose a school day."
    name = bank_holidays(AcademicYear.of(day).start).get(day)
    return f"{day:%A} {day.day} {day:%B} is a bank holiday ({name}). Choose another day." if name else ""


def proposals(hub: Hub, year: AcademicYear, *, weekday: int, week: int, after: date) -> list[Proposal]:
    """For each half term the `weekday` (0 is Monday) of its `week` (1 is the first), or the nearest week that has it.

    Days up to `after` are over and not proposed.
    """
    return [Proposal(half, _day_in(half, weekday, week, after)) for half in half_terms_of(hub, year)]


def _day_in(half: HalfTerm, weekday: int, week: int, after: date) -> date | None:
    first = half.starts + timedelta(days=(weekday - half.starts.weekday()) % 7)
    wanted = first + (week - 1) * WEEK
    fitting = [day for day in _weekly(first, half.ends) if day > after and not day_problem(day)]
    return min(fitting, key=lambda day: (abs(day - wanted), day), default=None)


def _weekly(day: date, until: date) -> Iterator[date]:
    while day <= until:
        yield day
        day += WEEK
