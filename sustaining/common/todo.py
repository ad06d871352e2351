"""What needs you now, and what is coming up: registries that apps fill and the desk reads.

Each kind of thing is one function of a DeskContext: the desk imports nobody's insides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .extensions import ExtensionPoint


@dataclass(frozen=True)
class Todo:
    """A thing that needs one act of this person. `since` orders: the oldest first."""

    title: str
    detail: str
    act: str
    url: str
    since: datetime


@dataclass(frozen=True)
class Coming:
    """A thing in the next weeks. `at` is None for an all-day thing on `on`."""

    on: date
    title: str
    detail: str
    url: str
    at: datetime | None = None


LISTED = 3
"""How many of the things that one line is about are named in it."""


def list_first(names: Sequence[str], number: int | None = None) -> str:
    """The first names, and how many of `number` (as many as there are names) are not among them: `A · B · C · and 4 more`."""
    rest = (len(names) if number is None else number) - LISTED
    return " · ".join(names[:LISTED]) + (f" · and {rest} more" if rest > 0 else "")


@dataclass(frozen=True)
class DeskContext:
    """What the finders are told: who looks, when, until when things are coming up, and the rows of the board.

    `viewer` is passed to `visible_to`; `user` is the account, for what is theirs by name. `board_rows` are fetched once for
    all who need them, and empty for those whose desk shows nothing of them.
    """

    viewer: Any
    now: datetime
    until: datetime
    board_rows: Sequence[Any] = ()

    @property
    def user(self) -> Any:
        """The account of who looks."""
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
    """Register a finder `(desk) -> Iterable[Coming]` of what is between `desk.now` and `desk.until`."""

    def register(finder: ComingFinder) -> ComingFinder:
        return COMING.provide(finder)

    return register


def find_todos(desk: DeskContext) -> list[Todo]:
    """Return everything that needs the person, oldest first."""
    return sorted((item for items in TODOS.collect(desk) for item in items), key=lambda item: item.since)


def find_coming(desk: DeskContext) -> list[Coming]:
    """Return everything coming up for the person, soonest first, timed things before all-day ones."""
    items = (item for items in COMING.collect(desk) for item in items)
    return sorted(items, key=lambda item: (item.on, item.at is None, item.at or desk.now))
