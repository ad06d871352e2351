"""What needs you now, and what is coming up: registries that apps fill and the desk reads.

Each kind of thing is one function of (user, now): the desk imports nobody's insides.
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


NAMED = 3
"""How many of the things that one line is about are named in it."""


def named(names: Sequence[str], number: int | None = None) -> str:
    """The first names, and how many of `number` (as many as there are names) are not among them: `A · B · C · and 4 more`."""
    rest = (len(names) if number is None else number) - NAMED
    return " · ".join(names[:NAMED]) + (f" · and {rest} more" if rest > 0 else "")


TodoFinder = Callable[[Any, datetime], Iterable[Todo]]
ComingFinder = Callable[[Any, datetime, datetime], Iterable[Coming]]
TODOS: ExtensionPoint[Iterable[Todo]] = ExtensionPoint("common.todos", "What needs a person now.")
COMING: ExtensionPoint[Iterable[Coming]] = ExtensionPoint("common.coming_up", "What is coming up for a person.")


def todo(name: str) -> Callable[[TodoFinder], TodoFinder]:
    """Register a finder `(user, now) -> Iterable[Todo]`: a bounded number of queries, however many rows."""

    def register(finder: TodoFinder) -> TodoFinder:
        return TODOS.provide(finder)

    return register


def coming_up(name: str) -> Callable[[ComingFinder], ComingFinder]:
    """Register a finder `(user, since, until) -> Iterable[Coming]`."""

    def register(finder: ComingFinder) -> ComingFinder:
        return COMING.provide(finder)

    return register


def todos_for(user: Any, now: datetime) -> list[Todo]:
    """Everything that needs `user`, oldest first."""
    return sorted((item for items in TODOS.collect(user, now) for item in items), key=lambda item: item.since)


def coming_for(user: Any, since: datetime, until: datetime) -> list[Coming]:
    """Everything coming up for `user` between the two moments, soonest first, timed things before all-day ones."""
    found = (item for items in COMING.collect(user, since, until) for item in items)
    return sorted(found, key=lambda item: (item.on, item.at is None, item.at or since))
