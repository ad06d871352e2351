"""The board's kept statement answers what its queryset answers, in every role, also once a hub changes its terms."""

from __future__ import annotations

import gc
from datetime import timedelta
from types import FunctionType, ModuleType

import pytest
from django.db.models import Field
from django.db.models.sql import Query

from schools.models import Participation, School, TermDates
from schools.terms import get_terms
from schools.viewer import Viewer
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear
from sustaining.desk.board_casework import with_additions
from sustaining.desk.board_choices import fetch_choices
from sustaining.desk.board_rows import board_queryset, fetch_board_rows, with_figures
from sustaining.desk.board_statement import _board_statement, fetch_own_terms, fetch_school_rows, fetch_whole_board
from tests.casework.writing import raise_concern
from tests.factories.busy_hub import BusyHub

pytestmark = pytest.mark.django_db


def count_equal_rows(cast) -> int:
    """Compare the rows of this year and the last, in every role; how many there were."""
    year, number = AcademicYear.of(today()), 0
    for role, person in cast.people().items():
        viewer = Viewer(person, today(), only_reads=True)
        for start in (year.start, year.start - 1):
            rows = fetch_board_rows(board_queryset(viewer, start))
            assert fetch_whole_board(viewer, AcademicYear(start)) == rows, (role, start)
            number += len(rows)
        years = Participation.objects.readable_by(viewer).in_year(year.start).filter(school=cast.school)
        of_school = fetch_board_rows(with_figures(years, viewer, year))
        assert fetch_school_rows(cast.school, viewer, year) == of_school, role
    return number


def test_kept_board_is_that_of_its_queryset_in_every_role(cast, now):
    BusyHub(cast, now).grow(2)
    assert count_equal_rows(cast) > 10
    year = AcademicYear.of(now.date())
    for term in get_terms(cast.hub, year):
        TermDates.objects.create(
            hub=cast.hub, academic_year=year.start, name=term.name, starts_on=term.starts + timedelta(days=1),
            break_starts_on=term.break_starts, break_ends_on=term.break_ends, ends_on=term.ends,
        )  # fmt: skip
    assert count_equal_rows(cast) > 10


def test_additions_are_those_of_the_rows_that_are_given(cast, now, django_assert_num_queries):
    BusyHub(cast, now).grow(3)
    viewer, year = Viewer(cast.lead, today(), only_reads=True), AcademicYear.of(today())
    rows = fetch_whole_board(viewer, year)
    first, second, *_ = rows
    school = School.objects.get(pk=first.school_id)
    raise_concern(school, by=cast.lead, now=now)
    choices, labels = fetch_choices(viewer, year.start), {}
    for some in ([first], [second], [second, first]):
        with django_assert_num_queries(1):  # the statement is kept, and the keys of its rows are not
            added = with_additions(some, viewer, choices, ["checklist"])
        labels[len(labels)] = [bool(row.concerns) for row in added]
    assert labels == {0: [True], 1: [False], 2: [False, True]}


def test_kept_board_holds_no_query_of_django(cast, now):
    viewer, year = Viewer(cast.lead, today(), only_reads=True), AcademicYear.of(today())
    own = fetch_own_terms(year)
    statement = _board_statement(viewer.scope, year, own, own, by_school=False, most=None)
    assert statement.converters
    seen, waiting = set(), [part for _, *converter in statement.converters for part in converter]
    while waiting:
        value = waiting.pop()
        if id(value) not in seen and not isinstance(value, (type, ModuleType, FunctionType, Field)):
            seen.add(id(value))
            assert not isinstance(value, Query)
            waiting += gc.get_referents(value)
