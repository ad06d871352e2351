"""Terms and half terms of the school year, for each hub, with a usual year as the default.

Local authorities and academies set their own dates (docs/domain.md, *Calendar*), so a hub may set its own for a year
(`TermDates`). The default is computed by a rule of ours, which may be days off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from dateutil.easter import easter

from sustaining.common.years import AcademicYear

from .choices import TermName
from .models import Hub, TermDates

MONDAY, TUESDAY, FRIDAY, SATURDAY = 0, 1, 4, 5
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True)
class HalfTerm:
    """One half of a term, from first to last day, both included. `number` is 1 to 6 in the year."""

    number: int
    starts: date
    ends: date

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends

    def __str__(self) -> str:
        term = tuple(TermName)[(self.number - 1) // 2]
        return f"{('first', 'second')[(self.number - 1) % 2]} half of the {str(term.label).lower()}"


@dataclass(frozen=True)
class Term:
    """One term of an academic year: first and last day, and the half-term break between, all included."""

    name: TermName
    year: AcademicYear
    starts: date
    break_starts: date
    break_ends: date
    ends: date

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends

    def __str__(self) -> str:
        return f"{str(self.name.label).lower()}, {self.year}"

    @property
    def number(self) -> int:
        """Return the term's number in the year, 1 to 3."""
        return tuple(TermName).index(self.name) + 1

    @property
    def halves(self) -> tuple[HalfTerm, HalfTerm]:
        """Return the two halves, before and after the break."""
        second = 2 * self.number
        return (
            HalfTerm(second - 1, self.starts, self.break_starts - DAY),
            HalfTerm(second, self.break_ends + DAY, self.ends),
        )

    def school_days(self, since: date, until: date) -> int:
        """Return the weekdays of this term from `since` to `until`, both included, without the half-term break.

        Bank holidays count as school days.
        """
        return sum(_weekdays(max(since, half.starts), min(until, half.ends)) for half in self.halves)


class TermCalendar:
    """A hub's terms in any year. Made by `get_calendar` or, for many hubs in one query, `get_calendars`."""

    def __init__(self, own: Iterable[TermDates] = ()) -> None:
        self._own = {(row.academic_year, row.name): row for row in own if row.is_in_its_year}

    def terms(self, year: AcademicYear) -> list[Term]:
        """Return the autumn, spring and summer terms."""
        return [self._term(year, usual) for usual in usual_terms(year)]

    def _term(self, year: AcademicYear, usual: Term) -> Term:
        own = self._own.get((year.start, usual.name.value))
        if own is None:
            return usual
        return Term(usual.name, year, own.starts_on, own.break_starts_on, own.break_ends_on, own.ends_on)

    def own_term(self, year: AcademicYear, name: TermName) -> Term | None:
        """Return a term whose dates the hub has set itself; None where the usual ones stand in, which may be days off."""
        if (year.start, name) not in self._own:
            return None
        return next(term for term in self.terms(year) if term.name == name)

    def overlapping(self, year: AcademicYear) -> tuple[Term, Term] | None:
        """Return the first two terms of a year that overlap or are out of order, or None."""
        terms = self.terms(year)
        return next(((earlier, later) for earlier, later in pairwise(terms) if earlier.ends >= later.starts), None)

    def half_terms(self, year: AcademicYear) -> list[HalfTerm]:
        """Return all six half terms, in order."""
        return [half for term in self.terms(year) for half in term.halves]

    def term_on(self, day: date) -> Term | None:
        """Return the term that `day` is in (half-term breaks included), or None between terms."""
        return next((term for term in self.terms(AcademicYear.of(day)) if day in term), None)

    def term_upto(self, day: date) -> Term:
        """Return the term that `day` is in, else the last that began before it."""
        year = AcademicYear.of(day)
        begun = [term for term in self.terms(year) if term.starts <= day]
        return begun[-1] if begun else self.terms(AcademicYear(year.start - 1))[-1]

    def weeks_of_term(self, since: date, until: date) -> float:
        """Return weeks of term (five school days each) from the day after `since` to `until`. Bank holidays count."""
        years = range(AcademicYear.of(since).start, AcademicYear.of(until).start + 1)
        terms = (term for year in years for term in self.terms(AcademicYear(year)))
        return sum(term.school_days(since + DAY, until) for term in terms) / 5

    def describe(self, day: date) -> str:
        """Return `week 12 of the autumn term, 2026/27`, `half term, …`, or the academic year alone between terms."""
        term = self.term_on(day)
        if term is None:
            return f"academic year {AcademicYear.of(day)}"
        if term.break_starts <= day <= term.break_ends:
            return f"half term, {term}"
        monday = term.starts - timedelta(days=term.starts.weekday())
        weeks_off = (term.break_ends - term.break_starts).days // 7 + 1 if day > term.break_ends else 0
        return f"week {(day - monday).days // 7 + 1 - weeks_off} of the {term}"


def get_calendar(hub: Hub | None) -> TermCalendar:
    """Return the hub's calendar, or the usual one for None. One query."""
    return TermCalendar(TermDates.objects.filter(hub=hub)) if hub else TermCalendar()


def get_calendars(hubs: Iterable[int]) -> dict[int, TermCalendar]:
    """Return calendars by the hub's key, in one query for all of them."""
    keys = list(hubs)
    return group_calendars(keys, TermDates.objects.filter(hub__in=keys))


def group_calendars(hubs: Iterable[int], rows: Iterable[TermDates]) -> dict[int, TermCalendar]:
    """Return calendars by the hub's key, of term dates that have been read. No query."""
    own = list(rows)
    return {key: TermCalendar(row for row in own if row.hub_id == key) for key in hubs}


def get_own_calendars(year: AcademicYear) -> dict[int, TermCalendar]:
    """Return the calendars of hubs that have set terms of their own for a year, by the hub's key. One query."""
    return group_own_calendars(TermDates.objects.filter(academic_year=year.start))


def group_own_calendars(rows: Iterable[TermDates]) -> dict[int, TermCalendar]:
    """Return the calendars of the hubs whose term dates of a year these are, by the hub's key. No query of its own."""
    by_hub: dict[int, list[TermDates]] = defaultdict(list)
    for row in rows:
        by_hub[row.hub_id].append(row)
    return {hub: TermCalendar(own) for hub, own in by_hub.items()}


def get_terms(hub: Hub | None, year: AcademicYear) -> list[Term]:
    """Return the autumn, spring and summer terms of the hub's year."""
    return get_calendar(hub).terms(year)


def get_half_terms(hub: Hub | None, year: AcademicYear) -> list[HalfTerm]:
    """Return the six half terms of the hub's year."""
    return get_calendar(hub).half_terms(year)


def term_on(hub: Hub | None, day: date) -> Term | None:
    """Return the hub's term that `day` falls in, or None in the holidays."""
    return get_calendar(hub).term_on(day)


def weeks_of_term(hub: Hub | None, since: date, until: date) -> float:
    """Weeks of the hub's term time from the day after `since` to `until`."""
    return get_calendar(hub).weeks_of_term(since, until)


@lru_cache(maxsize=64)
def usual_terms(year: AcademicYear) -> tuple[Term, Term, Term]:
    """Return the terms of a usual year by a rule of ours, which is not checked against any authority’s dates."""
    first, second = year.start, year.start + 1
    autumn_break = _on_or_before(date(first, 10, 28), MONDAY)
    spring_break = _on_or_after(date(second, 2, 12), MONDAY)
    summer_break = _on_or_before(date(second, 5, 31), MONDAY)
    monday = easter(second) + DAY
    holiday = max(_on_or_after(date(second, 3, 29), MONDAY), monday - 2 * WEEK)
    last_of_spring = holiday - 3 * DAY
    return (
        Term(
            TermName.AUTUMN,
            year,
            _weekday_from(date(first, 9, 2)),
            autumn_break,
            autumn_break + 4 * DAY,
            _on_or_before(date(first, 12, 22), FRIDAY),
        ),
        Term(
            TermName.SPRING,
            year,
            _on_or_after(date(second, 1, 4), MONDAY),
            spring_break,
            spring_break + 4 * DAY,
            last_of_spring - DAY if last_of_spring == monday - 3 * DAY else last_of_spring,
        ),
        Term(
            TermName.SUMMER,
            year,
            holiday + 2 * WEEK + (DAY if holiday + 2 * WEEK == monday else timedelta()),
            summer_break,
            summer_break + 4 * DAY,
            _on_or_before(date(second, 7, 22), TUESDAY),
        ),
    )


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _on_or_before(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _weekday_from(day: date) -> date:
    return day if day.weekday() < SATURDAY else _on_or_after(day, MONDAY)


def _weekdays(since: date, until: date) -> int:
    return sum(1 for day in _days(since, until) if day.weekday() < SATURDAY)


def _days(since: date, until: date) -> Iterator[date]:
    day = since
    while day <= until:
        yield day
        day += DAY
