"""The navigation: an app registers its entries by `nav_item`, so that the shell imports none.

The calls stand at the top of an app's `navigation.py`, `todos.py` or `roles.py`, which `AppConfig.ready` imports. At most
seven entries stand at the top level for any role; the others are under one of them (`parent`). A viewer who sees an
entry and not its parent has it at the top level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, Count, Value
from django.urls import reverse

from .registry import Registry
from .slots import READER
from .statements import NO_STATEMENT, Statement, compile_statement, fetch_all
from .waiting import Waiting

Shown = Callable[[Any], bool]
TABS = 4
"""How many entries the tab bar of a phone has, beside the menu."""


def _nobody(viewer: Any) -> bool:
    return False


def _nothing(viewer: Any) -> tuple[()]:
    return ()


@dataclass(frozen=True)
class NavItem:
    """One entry: `url` is a URL name without arguments, `shown` decides whether a viewer sees it.

    `icon` names one of Bootstrap's icons, `parent` the URL name of the entry under which it stands, `tab` those who have
    it in the tab bar of a phone, and `prefixes` the addresses of its pages besides those under its own. `is_act` makes it
    a button: what its viewers come for. `waiting` returns the rows that wait for the viewer there, as querysets, which
    the menu counts; they depend on the viewer's scope alone, not on rows or the time of day.
    """

    order: int
    label: str
    url: str
    shown: Shown
    icon: str = ""
    parent: str = ""
    tab: Shown = _nobody
    short_label: str = ""
    prefixes: tuple[str, ...] = ()
    is_act: bool = False
    waiting: Waiting = _nothing

    @cached_property
    def address(self) -> str:
        """Return the address of its page."""
        return reverse(self.url)


@dataclass(frozen=True)
class NavEntry:
    """An entry as a page shows it."""

    label: str
    short_label: str
    url: str
    icon: str
    is_act: bool
    is_tab: bool
    is_current: bool
    waiting: int = 0
    """How many things wait for the viewer there, those of its children left out."""
    children: list[NavEntry] = field(default_factory=list)


NAVIGATION: Registry[str, NavItem] = Registry("navigation", "The entries of the navigation, by their URL name.")


def nav_item(order: int, label: str, url: str, shown: Shown, **options: Any) -> None:
    """Register an entry; `order` places it from top to bottom. Raise ValueError where another entry has that place."""
    if any(item.order == order for item in NAVIGATION.values()):
        raise ValueError(f"{url}: place {order} in the navigation is taken.")
    NAVIGATION.add(url, NavItem(order, label, url, shown, **options))


def items_for(viewer: Any) -> list[NavItem]:
    """Return the entries that the viewer sees, from top to bottom."""
    return sorted((item for item in NAVIGATION.values() if item.shown(viewer)), key=lambda item: item.order)


def count_waiting(viewer: Any) -> Counter[str]:
    """Return how much waits for the viewer, by the URL name of its entry. One statement; none where nothing can wait."""
    return add_counts(fetch_all(counting_statement(viewer.scope), {READER: viewer.pk}))


def add_counts(rows: Iterable[Sequence[Any]]) -> Counter[str]:
    """Return what the rows of `counting_statement` add up to, by the URL name of the entry."""
    waiting: Counter[str] = Counter()
    for place, number in rows:
        waiting[place] += number
    return waiting


@lru_cache(maxsize=256)
def counting_statement(scope: Hashable) -> Statement:
    """Return the statement that counts what waits for a viewer, by their scope (`schools/viewer.py`).

    An empty one where nothing can wait. Only the statement is kept, never its rows. Every page runs it, and composing it
    takes ten times as long.
    """
    viewer: Any = scope
    counts = [
        rows.order_by()
        .annotate(place=Value(item.url, CharField()))
        .values_list("place")
        .annotate(number=Count("pk", distinct=True))
        for item in items_for(viewer)
        for rows in item.waiting(viewer)
    ]
    if not counts:
        return NO_STATEMENT
    try:
        return compile_statement(counts[0].union(*counts[1:], all=True).query)
    except EmptyResultSet:  # every part is a queryset of `none()`
        return NO_STATEMENT


def entries_for(viewer: Any, path: str, waiting: Mapping[str, int] | None = None) -> list[NavEntry]:
    """Return the viewer's entries at the top level, each with those under it; the one of `path` is marked as current."""
    items, counts = items_for(viewer), waiting or {}
    here = _current(items, path)
    shown = {item.url for item in items}

    def entries(parent: str) -> list[NavEntry]:
        return [
            NavEntry(
                item.label, item.short_label or item.label, item.address, item.icon, item.is_act,
                item.tab(viewer), item is here, counts.get(item.url, 0), entries(item.url),
            )
            for item in items
            if (item.parent if item.parent in shown else "") == parent
        ]  # fmt: skip

    return entries("")


class Menu:
    """The menu of one page. Nothing is counted until a page shows it, unless the page has counted what waits itself."""

    def __init__(self, viewer: Any, path: str, counts: Mapping[str, int] | None = None) -> None:
        self.viewer = viewer
        self.path = path
        self.counts = counts

    @cached_property
    def entries(self) -> list[NavEntry]:
        """Return the entries at the top level, with what waits at each. One query at most."""
        return entries_for(self.viewer, self.path, count_waiting(self.viewer) if self.counts is None else self.counts)

    @cached_property
    def tabs(self) -> list[NavEntry]:
        """Return the entries of a phone's tab bar."""
        return get_tabs(self.entries)

    @property
    def waiting(self) -> int:
        """Return how much waits in all."""
        return sum(entry.waiting + sum(child.waiting for child in entry.children) for entry in self.entries)

    @property
    def waiting_behind_tabs(self) -> int:
        """Return how much waits at entries that a phone shows in its menu alone."""
        return self.waiting - sum(tab.waiting for tab in self.tabs)


def get_tabs(entries: Iterable[NavEntry]) -> list[NavEntry]:
    """Return the entries of a phone's tab bar, in order, with what its viewers come for in the middle."""
    tabs = [entry for entry in entries if entry.is_tab]
    acts = [entry for entry in tabs if entry.is_act][:1]
    others = [entry for entry in tabs if not entry.is_act][: TABS - len(acts)]
    middle = TABS // 2
    return [*others[:middle], *acts, *others[middle:]]


def _current(items: Iterable[NavItem], path: str) -> NavItem | None:
    """Return the entry whose address, or one of whose prefixes, is the longest that `path` begins with."""
    lengths = {
        len(address): item
        for item in items
        for address in (item.address, *item.prefixes)
        if (path == address if address == "/" else path.startswith(address))
    }
    return lengths[max(lengths)] if lengths else None
