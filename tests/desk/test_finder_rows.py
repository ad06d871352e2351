"""The rows that finders declare: one statement reads those of all finders, and they are what the querysets themselves yield."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.viewer import Viewer
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.slots import fill_slots
from sustaining.common.todo import COMING, NOW, TODOS, UNTIL, DeskContext, Finder, find_coming, find_todos, finders
from tests.desk.row_values import get_values
from tests.factories.busy_hub import BusyHub

pytestmark = pytest.mark.django_db

AHEAD = timedelta(weeks=4)


def finders_with_rows() -> list[Finder]:
    """All finders that declare rows, of tasks and of coming dates."""
    return [finder for point in (TODOS, COMING) for finder in finders(point) if finder.rows]


@contextmanager
def at_moment(now: datetime, until: datetime) -> Iterator[None]:
    """Let querysets that hold the slots of moments run with the moments."""

    def execute_with_moments(execute: Any, sql: str, parameters: Any, *rest: Any) -> Any:
        return execute(sql, fill_slots(parameters or (), {}, {NOW: now, UNTIL: until}), *rest)

    with connection.execute_wrapper(execute_with_moments):
        yield


def desk_at(person: User, now: datetime) -> DeskContext:
    """Return the desk of a person without the rows of the board."""
    return DeskContext(Viewer(person, london_day(now), only_reads=True), now, now + AHEAD)


def differences(person: User, now: datetime) -> list[str]:
    """Return the finders whose rows by the joined statement aren't what their querysets yield."""
    desk = desk_at(person, now)
    joined = desk.read(finders_with_rows())
    with at_moment(desk.now, desk.until):
        alone = {
            finder.name: [list(rows) for rows in finder.rows(desk.viewer)]
            for finder in finders_with_rows()
            if finder.rows
        }
    return [
        name for name, lists in alone.items()
        if [[get_values(row) for row in rows] for rows in lists] != [[get_values(row) for row in rows] for rows in joined[name]]
    ]  # fmt: skip


def test_joined_rows_equal_those_of_the_querysets_in_every_house(houses, now):
    _, _, people = houses
    for moment in (now, now + timedelta(days=20)):
        assert {role: names for role, person in people.items() if (names := differences(person, moment))} == {}


def test_joined_rows_equal_those_of_the_querysets_at_a_busy_hub(cast, now):
    BusyHub(cast, now).grow(3)
    assert {role: names for role, person in cast.people().items() if (names := differences(person, now))} == {}
    with_rows = {
        finder.name for person in cast.people().values() for finder in finders_with_rows()
        if any(desk_at(person, now).read([finder])[finder.name])
    }  # fmt: skip
    assert {
        "sessions to confirm", "meetings", "invitations to answer", "claims to decide",
        "schools that have not reviewed or evaluated",
    } - with_rows == set()  # fmt: skip


def test_one_statement_reads_the_rows_of_all_finders(cast, now):
    BusyHub(cast, now).grow(3)
    desk = desk_at(cast.specialist, now)
    assert desk.idle
    with CaptureQueriesContext(connection) as captured:
        assert any(any(lists) for lists in desk.rows.values())
        assert desk.rows.keys().isdisjoint(desk.idle)
    assert len(captured) == 1


def test_finder_that_is_called_alone_reads_its_own_rows(cast, now):
    BusyHub(cast, now).grow(3)
    desk = desk_at(cast.specialist, now)
    for point, items in ((TODOS, find_todos(desk)), (COMING, find_coming(desk))):
        for finder in finders(point):
            if finder.rows:
                alone = {item.url for item in finder(desk_at(cast.specialist, now))}
                assert alone <= {item.url for item in items}


def test_moments_are_filled_in_anew_each_time(cast, now):
    """The statement is kept for the scope; the time in it is that of the desk."""
    BusyHub(cast, now).grow(3)
    (meetings,) = [finder for finder in finders(COMING) if finder.name == "meetings"]
    viewer = Viewer(cast.specialist, london_day(now), only_reads=True)
    dates = {item.at for item in meetings(DeskContext(viewer, now, now + timedelta(weeks=52)))}
    assert dates
    after = max(date for date in dates if date) + timedelta(minutes=1)
    assert not list(meetings(DeskContext(viewer, after, after + timedelta(weeks=52))))
