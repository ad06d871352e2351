"""Rows that tests share: the cast, and one of everything in both houses, each made once a worker.

Making them takes longer than most tests do. They lie in transactions that stay open from test to test; a test rolls back to
a savepoint inside. A test that commits, or that counts on an empty database, closes them first. `sort_key` brings tests
with the same needs together, so that this hardly ever happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import IntEnum
from typing import TypeVar

import pytest
from django.db import connection, transaction

from sustaining.accounts.models import User
from tests.cast import Cast
from tests.matrix.sample_rows import SampleRows

Houses = tuple[SampleRows, SampleRows, dict[str, User]]
Made = TypeVar("Made")


class Needs(IntEnum):
    """What a test needs of the database."""

    EMPTY = 0
    CAST = 1
    HOUSES = 2
    NOTHING = 3


ORDER = (Needs.EMPTY, Needs.HOUSES, Needs.CAST, Needs.NOTHING)
"""The longest tests commit, the shortest need no database: these fill the gaps at the end."""


def find_needs(item: pytest.Item) -> Needs:
    """Return what a test needs, by its fixtures and marks."""
    names = set(getattr(item, "fixturenames", []))
    marker = item.get_closest_marker("django_db")
    if not names & {"db", "transactional_db", "live_server"} and marker is None:
        return Needs.NOTHING
    commits = names & {"transactional_db", "live_server"} or (marker and marker.kwargs.get("transaction"))
    if commits or "real_worker" in item.keywords or "cast" not in names:
        return Needs.EMPTY
    return Needs.HOUSES if "houses" in names else Needs.CAST


class KeptRows:
    """The rows that are in the database now, each kind in a transaction of its own around the test's."""

    def __init__(self) -> None:
        self._cast, self._houses = ExitStack(), ExitStack()
        self.cast: Cast | None = None
        self.houses: Houses | None = None

    def provide(self, needs: Needs, gather: Callable[[], Cast], furnish: Callable[[Cast], Houses]) -> None:
        """Have in the database what is needed, and nothing else."""
        if needs < Needs.HOUSES and self.houses:
            self.houses = None
            self._houses.close()
        if needs < Needs.CAST and self.cast:
            self.cast = None
            self._cast.close()
        if needs >= Needs.CAST and self.cast is None:
            self.cast = self._cast.enter_context(_rows(gather))
        if needs >= Needs.HOUSES and self.houses is None and self.cast is not None:
            cast = self.cast
            self.houses = self._houses.enter_context(_rows(lambda: furnish(cast)))


@contextmanager
def _rows(make: Callable[[], Made]) -> Iterator[Made]:
    with transaction.atomic():
        made = make()
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)
