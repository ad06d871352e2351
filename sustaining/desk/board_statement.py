"""The board's rows by a statement kept for a scope, a year and the terms of hubs: writing it takes longer than running it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection

from schools.models import Participation, School, TermDates
from schools.terms import Term, TermCalendar, group_own_calendars
from schools.viewer import Scope, Viewer
from sustaining.common.clock import today
from sustaining.common.gathering import lighten
from sustaining.common.slots import READER, slot
from sustaining.common.statements import Statement, fetch_all, write_statement
from sustaining.common.years import AcademicYear

from .board_rows import FIELDS, BoardRow, annotate_figures

SCHOOL = slot(1)
Converter = tuple[int, Callable[..., Any], Any]
"""The place of a column, and how its expression turns the database's value into ours."""


@dataclass(frozen=True)
class OwnTerms:
    """The calendars of hubs with terms of their own in a year; equal to others with the same terms."""

    terms: tuple[tuple[int, tuple[Term, ...]], ...]
    calendars: Mapping[int, TermCalendar] = field(compare=False)


@dataclass(frozen=True)
class _BoardStatement:
    statement: Statement
    converters: tuple[Converter, ...]


def fetch_whole_board(
    viewer: Viewer, year: AcademicYear, most: int | None = None, own: OwnTerms | None = None
) -> list[BoardRow]:
    """Return the rows of `board_queryset`, or the first of them. Two queries, and a third for another year.

    One less with `own`, the terms of the year by `fetch_own_terms`.
    """
    return _fetch(viewer, year, by_school=False, most=most, own=own)


def fetch_school_rows(school: School, viewer: Viewer, year: AcademicYear) -> list[BoardRow]:
    """Return the rows of a school's participations of a year that the viewer may open. As many queries."""
    return _fetch(viewer, year, by_school=True, school=school.pk)


def _fetch(
    viewer: Viewer,
    year: AcademicYear,
    *,
    by_school: bool,
    school: int = 0,
    most: int | None = None,
    own: OwnTerms | None = None,
) -> list[BoardRow]:
    own, present = own or fetch_own_terms(year), AcademicYear.of(today())
    of_now = own if year == present else fetch_own_terms(present)
    board = _board_statement(viewer.scope, year, own, of_now, by_school=by_school, most=most)
    rows = [list(row) for row in fetch_all(board.statement, {READER: viewer.pk, SCHOOL: school})]
    for number, convert, expression in board.converters:
        for row in rows:
            row[number] = convert(row[number], expression, connection)
    return [BoardRow(*row) for row in rows]


def fetch_own_terms(year: AcademicYear) -> OwnTerms:
    """Return the calendars of hubs with terms of their own in a year. One query."""
    return group_own_terms(year, TermDates.objects.filter(academic_year=year.start))


def group_own_terms(year: AcademicYear, rows: Iterable[TermDates]) -> OwnTerms:
    """Return the calendars of the hubs whose term dates of a year these are. No query of its own."""
    calendars = group_own_calendars(rows)
    terms = ((hub, tuple(calendar.terms(year))) for hub, calendar in sorted(calendars.items()))
    return OwnTerms(tuple(terms), calendars)


@lru_cache(maxsize=256)
def _board_statement(
    scope: Scope, year: AcademicYear, own: OwnTerms, of_now: OwnTerms, *, by_school: bool, most: int | None
) -> _BoardStatement:
    """Return the statement of the board, or of a school's rows, for a scope. Only the statement is kept, never its rows."""
    reader: Any = scope
    if by_school:
        rows = Participation.objects.readable_by(reader).filter(school=SCHOOL, project__academic_year=year.start)
    else:
        rows = Participation.objects.visible_to(reader).listed_in_year(year.start)
    rows = annotate_figures(rows, reader, year, own.calendars, of_now.calendars).values_list(*FIELDS.values())
    compiler = rows[:most].query.get_compiler(DEFAULT_DB_ALIAS)
    sql, parameters = compiler.as_sql()
    columns = compiler.get_converters([expression for expression, _, _ in compiler.select])
    converters = [
        (number, convert, lighten(expression)) for number, (steps, expression) in columns.items() for convert in steps
    ]
    return _BoardStatement(write_statement(sql, tuple(parameters)), tuple(converters))
