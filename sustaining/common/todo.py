"""Tasks and coming dates of the desk: registries that apps fill and the desk reads.

Each finder is one function of a DeskContext, so that the desk imports no app's internals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .extensions import ExtensionPoint


@dataclass(frozen=True)
class Todo:
    """A task that needs one act of this person. `since` orders them: oldest first."""

    title: str
    detail: str
    act: str
    url: str
    since: datetime


@dataclass(frozen=True)
class Coming:
    """An appointment in the next weeks. `at` is None for an all-day one on `on`."""

    on: date
    title: str
    detail: str
    url: str
    at: datetime | None = None


LISTED = 3
"""How many names one line lists."""


def list_first(names: Sequence[str], number: int | None = None) -> str:
    """Return the first names and the number of others: `A · B · C · and 4 more`.

    `number` is how many there are in all; without it, as many as there are names.
    """
    rest = (len(names) if number is None else number) - LISTED
    return " · ".join(names[:LISTED]) + (f" · and {rest} more" if rest > 0 else "")


@dataclass(frozen=True)
class DeskContext:
    """What finders receive: the viewer, the time, the end of the coming weeks, and the rows of the board.

    `viewer` is passed to `visible_to`; `user` is the account, for what is theirs by name. `board_rows` are fetched once
    for all finders that need them, and empty for those whose desk shows nothing of them.
    """

    viewer: Any
    now: datetime
    until: datetime
    board_rows: Sequence[Any] = ()

    @property
    def user(self) -> Any:
        """The viewer's account."""
        return self.viewer.user


TodoFinder = Callable[[DeskContext], Iterable[Todo]]
ComingFinder = Callable[[DeskContext], Iterable[Coming]]
TODOS: ExtensionPoint[Iterable[Todo]] = ExtensionPoint("common.todos", "What needs a person now.")
COMING: ExtensionPoint[Iterable[Coming]] = ExtensionPoint("common.coming_up", "What is coming up for a person.")


def todo(name: str) -> Callable[[TodoFinder], TodoFinder]:
    """Register a finder `(desk) -> Iterable[Todo]`: a bounded number of queries, however many rows."""

    def register(finder: TodoFinder) -> TodoFinder:
        return TODOS.provide(finder)

    return register


def coming_up(name: str) -> Callable[[ComingFinder], ComingFinder]:
    """Register a finder `(desk) -> Iterable[Coming]` of dates between `desk.now` and `desk.until`."""

    def register(finder: ComingFinder) -> ComingFinder:
        return COMING.provide(finder)

    return register


def find_todos(desk: DeskContext) -> list[Todo]:
    """Return all tasks of the person, oldest first."""
    return sorted((item for items in TODOS.collect(desk) for item in items), key=lambda item: item.since)


def find_coming(desk: DeskContext) -> list[Coming]:
    """Return all coming dates of the person, soonest first, timed ones before all-day ones."""
    items = (item for items in COMING.collect(desk) for item in items)
    return sorted(items, key=lambda item: (item.on, item.at is None, item.at or desk.now))
