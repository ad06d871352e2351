"""The table in an uploaded list: which sheet and row have the headings, and what is under each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import DomainError
from .typed_text import clean_typed

FORMULA = re.compile(r"=[\w(\"'+-]")
COVER_ROWS = 30
"""Headings are looked for in this many rows: titles, addresses and dates may come before them."""


class NotTheTable(DomainError):
    """The file has no such table; `str()` says what it lacks and what to do."""

    field = "file"


@dataclass(frozen=True)
class Table:
    """The rows under the headings. `columns` has the place of each heading that the file has."""

    columns: dict[str, int]
    rows: list[tuple[int, Sequence[str]]]
    read_as: str
    """What was understood, for the page where it is checked: `sheet “Payments”, headings in row 4`."""

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the row number in the file and the values by heading, for every row that has any.

        Raise NotTheTable for a formula whose result the file lacks.
        """
        for number, cells in self.rows:
            values = {
                key: clean_typed(cells[place]).strip() if place < len(cells) else ""
                for key, place in self.columns.items()
            }
            if any(FORMULA.match(value) for value in values.values()):
                raise NotTheTable(
                    f"Row {number} has a formula without its result. Open the file in Excel, save it, then upload it again."
                )
            if any(values.values()):
                yield number, values


def find_table(
    sheets: Sequence[Mapping[str, Any]],
    headings: Mapping[str, Collection[str]],
    *,
    required: Sequence[str],
    advice: str,
) -> Table:
    """Return the first table with the required headings, from the sheets that the decoder read.

    `headings` has the spellings of each, compared without case, spaces and signs; the first one is its name in the
    sentence. Raise NotTheTable, with `advice` at its end, when no sheet has them all.
    """
    spellings = {fold_heading(spelling): key for key, names in headings.items() for spelling in names}
    best: set[str] = set()
    for sheet in sheets:
        for place, row in enumerate(sheet["rows"][:COVER_ROWS]):
            columns = _columns(row, spellings)
            if columns.keys() >= set(required):
                numbered = list(enumerate(sheet["rows"][place + 1 :], start=place + 2))
                return Table(columns, numbered, _read_as(sheet["read_as"], place))
            best = max(best, set(columns), key=len)
    lacking = [next(iter(headings[key])) for key in required if key not in best]
    columns_word = "column" if len(lacking) == 1 else "columns"
    raise NotTheTable(f"The file is missing the {columns_word} {', '.join(lacking)}. {advice}")


def fold_heading(heading: str) -> str:
    """Return a heading's letters in lower case."""
    return re.sub(r"[\W\d_]", "", heading.casefold())


def _columns(row: Sequence[str], spellings: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, heading in enumerate(row):
        key = spellings.get(fold_heading(heading))
        if key:
            columns.setdefault(key, place)
    return columns


def _read_as(read_as: str, place: int) -> str:
    return f"{read_as}, headings in row {place + 1}" if place else read_as
