"""The day that words such as `12/02/2027` or `Autumn 2` mean; only where there is one answer."""

from __future__ import annotations

import re
from datetime import date

from schools.choices import TermName
from schools.terms import TermCalendar
from sustaining.common.forms import EARLIEST, LATEST, parse_date
from sustaining.common.years import AcademicYear

BEFORE_IT = re.compile(r"^(?:due\s+|on\s+)?(?:by\s+)?(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?", re.IGNORECASE)
TERM = re.compile(
    r"(?P<term>autumn|spring|summer)(?:\s+term)?(?:\s+(?P<half>[12]))?(?:\s+half[- ]term)?", re.IGNORECASE
)
MONTH_FIRST = re.compile(r"[a-z]{3,9}\.?\s*\d{1,2}(?:st|nd|rd|th)?", re.IGNORECASE)
"""`May 24` may be the 24th, or May 2024."""


def due_day(text: str, year: AcademicYear, calendar: TermCalendar) -> date | None:
    """Return the day by which something is due in a plan of this year; None where the words leave it open.

    A day without a year is in the plan's. A term or half term ends on a known day where the hub has set its own dates.
    """
    phrase = BEFORE_IT.sub("", " ".join(text.split())).strip(" .")[:60]
    if term := TERM.fullmatch(phrase):
        return _end_of_term(term["term"], term["half"] or "2", year, calendar)
    if MONTH_FIRST.fullmatch(phrase):
        return None
    try:
        # Read near two days a century apart: the answers agree where the phrase gives the year.
        day, other = (parse_date(phrase, near=date(start, 3, 2)) for start in (year.start + 1, year.start + 101))
    except (ValueError, OverflowError):
        return None
    return day if (day == other and EARLIEST <= day <= LATEST) or day in year else None


def _end_of_term(name: str, half: str, year: AcademicYear, calendar: TermCalendar) -> date | None:
    term = calendar.own_term(year, TermName[name.upper()])
    return term.halves[int(half) - 1].ends if term else None
