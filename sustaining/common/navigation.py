"""The bar's entries: each app registers its own in `AppConfig.ready`, so that the bar knows nobody's insides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NavItem:
    """One entry of the bar: `url` is a URL name without arguments, `shown` asks whether this user has use for it."""

    order: int
    label: str
    url: str
    shown: Callable[[Any], bool]


_ITEMS: list[NavItem] = []


def nav_item(order: int, label: str, url: str, shown: Callable[[Any], bool]) -> None:
    """Register an entry; `order` places it from left to right."""
    _ITEMS.append(NavItem(order, label, url, shown))
    _ITEMS.sort(key=lambda item: item.order)


def items_for(user: Any) -> list[NavItem]:
    """The entries that `user` has use for, from left to right."""
    return [item for item in _ITEMS if item.shown(user)]
