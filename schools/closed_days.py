"""Days on which schools are closed: weekends, bank holidays of England, half terms and holidays of the hub's own calendar."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

from sustaining.common.years import AcademicYear

from .terms import SATURDAY, TermCalendar

CHRISTMAS_EVE, NEW_YEAR = (12, 24), (1, 1)


@lru_cache(maxsize=64)
def bank_holidays(start: int) -> dict[date, str]:
    """Return the bank holidays of England in the academic year from `start`, with their names."""
    year = AcademicYear(start)
    all_holidays = holidays.country_holidays("GB", subdiv="ENG", years=[start, start + 1])
    return {day: name for day, name in all_holidays.items() if day in year}


def _why_closed(day: date, calendar: TermCalendar) -> str:
    name = bank_holidays(AcademicYear.of(day).start).get(day)
    term = calendar.term_on(day)
    if name:
        return f"a bank holiday ({name})"
    if (day.month, day.day) >= CHRISTMAS_EVE or (day.month, day.day) == NEW_YEAR:
        return "between Christmas and New Year"
    if day.weekday() >= SATURDAY:
        return f"a {day:%A}"
    if term is None:
        return "in the school holidays"
    return "in half term" if term.break_starts <= day <= term.break_ends else ""


def is_school_day(day: date, calendar: TermCalendar) -> bool:
    """Return whether schools are open on a day by the hub's own calendar and the bank holidays of England."""
    return not _why_closed(day, calendar)


def day_warning(day: date, calendar: TermCalendar, verb: str = "Choose") -> str:
    """Return why schools are closed on a day, and ask whether to choose it anyway; empty on a school day.

    `calendar` has the hub's own terms. Bank holidays are those of England.
    """
    why = _why_closed(day, calendar)
    return f"{day.day} {day:%B} is {why}. {verb} it anyway?" if why else ""
