"""pgtrigger's registry of triggers, with indexes in place of searches.

For each trigger pgtrigger's own looks through all that are registered before it. With our several hundred, most of them of
history tables, that is a third of the time in which Django loads, in every process and every command.
"""

from __future__ import annotations

from typing import Any

from pgtrigger import registry


class IndexedRegistry(registry._Registry):
    """pgtrigger's registry, which answers at once whether a table's trigger or a function's name is there already."""

    def __init__(self) -> None:
        super().__init__()
        self._by_db_table: dict[tuple[str, str], Any] = {}
        self._function_names: set[str] = set()

    @property
    def by_db_table(self) -> dict[tuple[str, str], Any]:
        """Return the triggers by their table and name."""
        return self._by_db_table

    @property
    def pg_function_names(self) -> set[str]:
        """Return the names of the functions of all triggers."""
        return self._function_names

    def __setitem__(self, uri: str, value: tuple[Any, Any]) -> None:
        """Register a model's trigger. Raises KeyError as pgtrigger does, for a name that is taken."""
        super().__setitem__(uri, value)
        model, trigger = value
        self._by_db_table[model._meta.db_table, trigger.name] = trigger
        self._function_names.add(trigger.get_pgid(model))

    def __delitem__(self, uri: str) -> None:
        """Take a model's trigger out."""
        model, trigger = self[uri]
        super().__delitem__(uri)
        del self._by_db_table[model._meta.db_table, trigger.name]
        self._function_names.discard(trigger.get_pgid(model))


def install() -> None:
    """Put it in the place of pgtrigger's, before the first model is loaded. Raises RuntimeError when that is too late."""
    if registry._registry:
        raise RuntimeError("Triggers are registered already, before sustaining.common is loaded.")
    registry._registry = IndexedRegistry()
