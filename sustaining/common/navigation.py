"""The navigation bar: an app registers its entries by `nav_item`, so that the bar imports none.

The calls stand at the top of an app's `navigation.py`, `todos.py` or `roles.py`, which `AppConfig.ready` imports.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .registry import Registry


@dataclass(frozen=True)
class NavItem:
    """One entry of the bar: `url` is a URL name without arguments, `shown` decides whether a viewer sees it."""

    order: int
    label: str
    url: str
    shown: Callable[[Any], bool]


NAVIGATION: Registry[str, NavItem] = Registry("navigation", "The entries of the navigation bar, by their URL name.")


def nav_item(order: int, label: str, url: str, shown: Callable[[Any], bool]) -> None:
    """Register an entry; `order` places it from left to right. Raise ValueError where another entry has that place."""
    if any(item.order == order for item in NAVIGATION.values()):
        raise ValueError(f"{url}: place {order} in the navigation bar is taken.")
    NAVIGATION.add(url, NavItem(order, label, url, shown))


def items_for(viewer: Any) -> list[NavItem]:
    """Return the entries that the viewer sees, from left to right."""
    return sorted((item for item in NAVIGATION.values() if item.shown(viewer)), key=lambda item: item.order)
