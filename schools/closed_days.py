"""Days on which schools are closed: weekends, bank holidays of England, half terms and holidays of the hub's own calendar.

A reminder goes on a working day: any day but weekends and bank holidays, in a half term too, for what it is about is near.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils import timezone

from sustaining.common.clock import london_day
from sustaining.common.heavy import HeavyModule
from sustaining.common.years import AcademicYear

from .terms import SATURDAY, TermCalendar

if TYPE_CHECKING:
    import holidays
else:
    holidays = HeavyModule("holidays")

CHRISTMAS_EVE, NEW_YEAR = (12, 24), (1, 1)
REMINDERS_FROM = time(9)
DAY = timedelta(days=1)
MOST_DAYS_OFF = timedelta(days=7)
"""More than any run of weekends and bank holidays in England."""


@lru_cache(maxsize=64)
def bank_holidays(start: int) -> dict[date, str]:
    """Return the bank holidays of England in the academic year from `start`, with their names."""
    year = AcademicYear(start)
    all_holidays = holidays.country_holidays("GB", subdiv="ENG", years=[start, start + 1])
    return {day: name for day, name in all_holidays.items() if day in year}


def is_working_day(day: date) -> bool:
    """Return whether a day is neither at a weekend nor a bank holiday of England."""
    return day.weekday() < SATURDAY and day not in bank_holidays(AcademicYear.of(day).start)


def last_working_day(day: date) -> date:
    """Return a day if it is a working day, else the last one before it."""
    return day if is_working_day(day) else last_working_day(day - DAY)


def next_working_day(day: date) -> date:
    """Return a day if it is a working day, else the next one after it."""
    return day if is_working_day(day) else next_working_day(day + DAY)


def sends_reminders(now: datetime) -> bool:
    """Return whether reminders go at a time: from 9am in London, on a working day."""
    return timezone.localtime(now).time() >= REMINDERS_FROM and is_working_day(london_day(now))


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
