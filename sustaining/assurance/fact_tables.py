"""Tables of facts: rows of plain values that can be kept as JSON and drawn again, the same bytes each time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sustaining.common.clock import london_day
from sustaining.common.money import format_pounds
from sustaining.common.templatetags.sustaining import day as format_day

TEXT, MONEY, DAY, NUMBER = "text", "money", "day", "number"
FORMAT = 1
"""Raised when facts are laid out anew: packs of an earlier layout can still be drawn."""


@dataclass(frozen=True)
class FactTable:
    """A table of a pack. `columns` are (heading, kind); the first `keys` columns say which row is which.

    `is_long` keeps a table out of the PDF: the workbook and the evidence have it. `is_optional` leaves one without rows out
    of the pack.
    """

    name: str
    title: str
    columns: Sequence[tuple[str, str]]
    rows: Iterable[Sequence[Any]]
    note: str = ""
    keys: int = 1
    is_long: bool = False
    is_optional: bool = False

    def as_facts(self) -> dict[str, Any]:
        """Return the table as values for JSON."""
        return {
            "name": self.name,
            "title": self.title,
            "columns": [list(column) for column in self.columns],
            "rows": [[_plain(value) for value in row] for row in self.rows],
            "note": self.note,
            "keys": self.keys,
            "is_long": self.is_long,
        }


def _plain(value: Any) -> str | int:
    """Return a value for JSON: pounds with two places, days as ISO 8601, in London."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return london_day(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) else str(value)


def canonical(facts: dict[str, Any]) -> bytes:
    """Return the facts as JSON, always the same bytes for the same facts."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(facts: dict[str, Any]) -> str:
    """Return the SHA-256 of the facts."""
    return hashlib.sha256(canonical(facts)).hexdigest()


def show(value: str | int, kind: str) -> str:
    """Return a cell as people read it."""
    if value == "":
        return ""
    if kind == MONEY:
        return format_pounds(Decimal(value))
    return format_day(date.fromisoformat(str(value))) if kind == DAY else str(value)


def typed(value: str | int, kind: str) -> Any:
    """Return a cell as a value for a workbook: real amounts and dates."""
    if value == "":
        return None
    if kind == MONEY:
        return Decimal(value)
    return date.fromisoformat(str(value)) if kind == DAY else value


@dataclass(frozen=True)
class ChangedRow:
    """A row that differs between two sets of facts; `before` and `after` are what it says, empty where it is not there."""

    table: str
    row: str
    before: str
    after: str


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[ChangedRow]:
    """Return the rows that were added, changed or taken away, in the order of the tables."""
    earlier = {table["name"]: _by_key(table) for table in before["tables"]}
    changes = []
    for table in after["tables"]:
        then, now = earlier.get(table["name"], {}), _by_key(table)
        for key in [*now, *(key for key in then if key not in now)]:
            was, reads = then.get(key), now.get(key)
            if was != reads:
                changes.append(ChangedRow(table["title"], key[0], *_difference(table, was, reads)))
    return changes


def _by_key(table: dict[str, Any]) -> dict[tuple[str, int], list[Any]]:
    """Return the rows by what they are about; equal ones are counted, so that none hides another."""
    rows: dict[tuple[str, int], list[Any]] = {}
    kinds = [kind for _, kind in table["columns"][: table["keys"]]]
    for row in table["rows"]:
        # The key columns alone: `kinds` is shorter than the row.
        shown = [show(cell, kind) for cell, kind in zip(row, kinds, strict=False)]
        name, place = ", ".join(filter(None, shown)), 1
        while (name, place) in rows:
            place += 1
        rows[name, place] = row
    return rows


def _difference(table: dict[str, Any], was: list[Any] | None, reads: list[Any] | None) -> tuple[str, str]:
    """Return what a row said and what it says now: of a changed row the cells that differ."""
    columns = table["columns"]
    places = range(table["keys"], len(columns))
    if was is not None and reads is not None:
        places = [place for place in places if was[place] != reads[place]]  # type: ignore[assignment]
    return _cells(columns, places, was), _cells(columns, places, reads)


def _cells(columns: Sequence[Sequence[str]], places: Iterable[int], row: list[Any] | None) -> str:
    if row is None:
        return ""
    shown = ((columns[place][0], show(row[place], columns[place][1])) for place in places)
    return "; ".join(f"{heading} {text or '–'}" for heading, text in shown)
