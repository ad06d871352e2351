"""Registries: what apps above declare for code below to use. Filled while apps load, read-only afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")

REGISTRIES: dict[str, Registry[Any, Any]] = {}
"""Every registry by its name; `docs/registries.md` lists them, and a test keeps the list current."""


class Registry(Mapping[K, V]):
    """Declarations by key, in the order in which they were added. A key is declared once."""

    def __init__(self, name: str, purpose: str) -> None:
        if name in REGISTRIES:
            raise ValueError(f"There are two registries named {name!r}.")
        self.name = name
        self.purpose = purpose
        self._entries: dict[K, V] = {}
        REGISTRIES[name] = self

    def add(self, key: K, value: V) -> V:
        """Add `value` under `key` and return it. Raise ValueError where the key has been declared already."""
        if key in self._entries:
            raise ValueError(f"{key!r} is declared twice in the registry of {self.name}.")
        self._entries[key] = value
        return value

    def __getitem__(self, key: K) -> V:
        return self._entries[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
