"""Tasks and coming dates of the desk: registries that apps fill and the desk reads.

Each finder is one function of a DeskContext, so that the desk imports no app's internals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Any

from .extensions import ExtensionPoint
from .gathering import gather_parts
from .slots import READER, moment_slot
from .statements import Statement, fetch_one
from .waiting import Waiting, compose_exists


class Importance(IntEnum):
    """How soon a task stands on the desk: before those of the next level, however old they are."""

    FIRST = 1
    """Somebody waits for this person's decision, money is at stake, or a school needs attention."""
    USUAL = 2
    LAST = 3
    """Housekeeping, which can wait a week."""


@dataclass(frozen=True)
class Todo:
    """A task that needs one act of this person. Its finder's importance orders it, then `since`: oldest first."""

    title: str
    detail: str
    act: str
    url: str
    since: datetime
    importance: Importance = Importance.USUAL
    hubs: tuple[int, ...] = ()
    """The hubs that it concerns: the desk names them to people who have several. Empty where the detail names its hub."""
    schools: tuple[int, ...] = ()
    """All schools that it concerns: a hub's desk shows whose they are. They also stand for hubs that the finder does not know."""

    source: str = ""
    """The name of its finder, which sets it."""
    is_own: bool = False
    """Whether it is this person's alone: no colleague has it or could do it. Its finder says so."""

    @property
    def key(self) -> str:
        """Return what names it from one day to the next, and to everyone whose desk lists it: its finder and address."""
        return hashlib.sha256(f"{self.source}|{self.url}".encode()).hexdigest()[:20]

    @property
    def is_urgent(self) -> bool:
        """Return whether it is among what matters most."""
        return self.importance is Importance.FIRST


@dataclass(frozen=True)
class Coming:
    """An appointment in the next weeks. `at` is None for an all-day one on `on`."""

    on: date
    title: str
    detail: str
    url: str
    at: datetime | None = None


MAX_NAMES = 3
"""How many names one line lists."""


def list_first(names: Sequence[str], number: int | None = None) -> str:
    """Return the first names and the number of others: `A · B · C · and 4 more`.

    `number` is how many there are in all; without it, as many as there are names.
    """
    rest = (len(names) if number is None else number) - MAX_NAMES
    return " · ".join(names[:MAX_NAMES]) + (f" · and {rest} more" if rest > 0 else "")


NOW, UNTIL = moment_slot(1), moment_slot(2)
"""What stands for the desk's `now` and `until` in the querysets that a finder declares by `rows`."""


@dataclass(frozen=True)
class DeskContext:
    """What finders receive: the viewer, the time, the end of the coming weeks, and the rows of the board.

    `viewer` is passed to `visible_to`; `user` is the account, for what is theirs by name. `board_rows` are fetched once
    for all finders that need them, and empty for those whose desk shows nothing of them. `people` says whose the schools
    and the taken tasks are, for a hub's staff; None for others.
    """

    viewer: Any
    now: datetime
    until: datetime
    board_rows: Sequence[Any] = ()
    people: Any = None

    @cached_property
    def idle(self) -> frozenset[str]:
        """Return the names of the finders that have nothing to find. One query."""
        return find_idle(self.viewer)

    @cached_property
    def rows(self) -> dict[str, list[list[Any]]]:
        """Return the rows that finders declare, by the finder's name, of those that are the viewer's and not idle. One query."""
        every = [finder for point in (TODOS, COMING) for finder in finders(point)]
        return self.read([finder for finder in every if finder.name not in self.idle and finder.is_for(self.viewer)])

    def read(self, those: Iterable[Finder]) -> dict[str, list[list[Any]]]:
        """Return the rows that finders declare, by the finder's name. One query, none where none declares any.

        Finders that declare the same share the rows.
        """
        declared = {finder.name: finder.rows for finder in those if finder.rows}
        parts = dict.fromkeys(declared.values())
        if not parts:
            return {}
        rows = gather_parts(parts, self.viewer, {NOW: self.now, UNTIL: self.until})
        return {name: rows[part] for name, part in declared.items()}

    @property
    def user(self) -> Any:
        """Return the viewer's account."""
        return self.viewer.user


TodoFinder = Callable[..., Iterable[Todo]]
ComingFinder = Callable[..., Iterable[Coming]]
"""Functions of a DeskContext, and of a list for each queryset that they declare by `rows`."""


@dataclass(frozen=True)
class Finder:
    """A function of the desk, and the roles for which it is called; without roles, it is called for everyone.

    The roles are those under which the viewer uses the site now. They decide what is shown, never what is allowed: a
    finder still reads by `visible_to`.
    """

    name: str
    find: Callable[..., Iterable[Any]]
    roles: frozenset[Any]
    importance: Importance | None = None
    is_own: bool = False
    waiting: Waiting | None = None
    """Rows without which it finds nothing, by scope alone: `find_todos` leaves it out while there are none."""
    rows: Waiting | None = None
    """The rows that it is called with, by scope alone, with `NOW` and `UNTIL` for the time: a list for each queryset."""

    def is_for(self, viewer: Any) -> bool:
        """Return whether the viewer's desk asks it."""
        return not self.roles or viewer.has_active_role(self.roles)

    def __call__(self, desk: DeskContext, rows: Sequence[list[Any]] | None = None) -> Iterable[Any]:
        """Return what it finds; nothing when the viewer's desk does not ask it. Rows that are not given are read."""
        if not self.is_for(desk.viewer):
            return ()
        items = self.find(desk, *(desk.read([self]).get(self.name, ()) if rows is None else rows))
        if self.importance is None:
            return items
        return [replace(item, importance=self.importance, source=self.name, is_own=self.is_own) for item in items]

    @property
    def sentence(self) -> str:
        """Return what it finds: the first line of its docstring."""
        return (self.find.__doc__ or "").strip().splitlines()[0]

    @property
    def path(self) -> str:
        """Return where it is defined: `funding.todos.to_decide`."""
        return f"{self.find.__module__}.{self.find.__qualname__}"


TODOS: ExtensionPoint[Iterable[Todo]] = ExtensionPoint("common.todos", "What needs a person now.")
COMING: ExtensionPoint[Iterable[Coming]] = ExtensionPoint("common.coming_up", "What is coming up for a person.")


def finders(point: ExtensionPoint[Any]) -> list[Finder]:
    """Return the finders of TODOS or of COMING, in the order of their apps."""
    return [provider for provider in point.providers if isinstance(provider, Finder)]


def todo(
    name: str,
    roles: Iterable[Any] = (),
    importance: Importance = Importance.USUAL,
    *,
    is_own: bool = False,
    waiting: Waiting | None = None,
    rows: Waiting | None = None,
) -> Callable[[TodoFinder], TodoFinder]:
    """Register a finder `(desk) -> Iterable[Todo]` for people in `roles`: a bounded number of queries for any number of rows.

    `is_own`: its tasks are the person's alone, so nobody else can take them. `waiting` takes a viewer and yields querysets
    of rows without which it finds nothing; they may hold more rows than it lists, and depend on the scope alone. One
    statement asks for those of all finders, and only finders with rows are called. `rows` yields the querysets that the
    finder lists: it is called with a list for each, `(desk, claims)`, which one statement reads for all finders. They too
    depend on the scope alone, with `NOW` and `UNTIL` for the desk's time, and prefetch nothing.
    """

    def register(find: TodoFinder) -> TodoFinder:
        TODOS.provide(Finder(name, find, frozenset(roles), importance, is_own, waiting, rows))
        return find

    return register


def coming_up(
    name: str, roles: Iterable[Any] = (), *, waiting: Waiting | None = None, rows: Waiting | None = None
) -> Callable[[ComingFinder], ComingFinder]:
    """Register a finder `(desk) -> Iterable[Coming]` of dates between `desk.now` and `desk.until`; the rest as in `todo`."""

    def register(find: ComingFinder) -> ComingFinder:
        COMING.provide(Finder(name, find, frozenset(roles), waiting=waiting, rows=rows))
        return find

    return register


def find_idle(viewer: Any) -> frozenset[str]:
    """Return the names of the viewer's finders that have no rows to find: of tasks and of coming dates. One statement."""
    columns, statement = _idle_statement(viewer.scope)
    has_rows = fetch_one(statement, {READER: viewer.pk})
    return frozenset(name for name, column in columns.items() if not has_rows[column])


@lru_cache(maxsize=256)
def _idle_statement(scope: Hashable) -> tuple[dict[str, int], Statement]:
    """Return the statement that asks whether finders have rows, with the column of each finder by its name, by scope.

    Only the statement is kept, never its rows.
    """
    viewer: Any = scope
    declared = [
        finder for point in (TODOS, COMING) for finder in finders(point) if finder.waiting and finder.is_for(viewer)
    ]
    return compose_exists({finder.name: finder.waiting(viewer) for finder in declared if finder.waiting})


def _collect(point: ExtensionPoint[Any], desk: DeskContext) -> Iterator[Any]:
    for provider in point.providers:
        if not isinstance(provider, Finder):
            yield from provider(desk)
        elif provider.name not in desk.idle:
            yield from provider(desk, desk.rows.get(provider.name, ()))


def find_todos(desk: DeskContext) -> list[Todo]:
    """Return all tasks of the person, the most important first, then the oldest."""
    return sorted(_collect(TODOS, desk), key=lambda item: (item.importance, item.since))


def find_coming(desk: DeskContext) -> list[Coming]:
    """Return all coming dates of the person, soonest first, timed ones before all-day ones."""
    return sorted(_collect(COMING, desk), key=lambda item: (item.on, item.at is None, item.at or desk.now))
