"""Participant and school returns as they were frozen: their rows and files, and what changed since the last one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sustaining.common.permissions import may
from sustaining.common.sheets import csv_bytes
from sustaining.common.typed_text import sort_key

from .models import ProgrammeReturn, ReturnKind
from .return_columns import DAY, FIELDS, NUMBER, Column
from .returns import rows_in

if TYPE_CHECKING:
    from sustaining.accounts.models import User

TRN = "trn"


@dataclass(frozen=True)
class FrozenTable:
    """The columns and rows of a frozen return, by key, as a person may read them."""

    kind: str
    columns: Sequence[Column]
    rows: dict[str, list[str]]

    @property
    def headings(self) -> list[str]:
        """Return the headings of its columns."""
        return [column.heading for column in self.columns]

    def values(self) -> Iterable[list[Any]]:
        """Yield the rows with days and numbers in place of their text, for a workbook."""
        kinds = [FIELDS[self.kind][column.key].values for column in self.columns]
        for cells in self.rows.values():
            yield [_value(kind, cell) for kind, cell in zip(kinds, cells, strict=True)]

    def cell(self, key: str, column: str) -> str:
        """Return one cell; empty where the return has no such row or column."""
        place = self._places.get(column)
        return "" if place is None or key not in self.rows else self.rows[key][place]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {column.key: place for place, column in enumerate(self.columns)}

    def label(self, key: str) -> str:
        """Return what a row is called: the name of the person or of the school."""
        names = ("person", "school", "urn") if self.kind == ReturnKind.PARTICIPANTS else ("school", "urn")
        return ", ".join([cell for name in names if (cell := self.cell(key, name))][:2])


@dataclass(frozen=True)
class CellChange:
    """A cell that differs: its heading, and both values."""

    heading: str
    then: str
    now: str


@dataclass(frozen=True)
class RowChange:
    """A row that differs: what it is called, and its cells that do."""

    label: str
    cells: Sequence[CellChange]


@dataclass(frozen=True)
class Changes:
    """What a return has that the one before had not, the other way round, and what reads differently."""

    before: ProgrammeReturn
    added: Sequence[str]
    gone: Sequence[str]
    changed: Sequence[RowChange]

    @property
    def is_empty(self) -> bool:
        """Return whether both say the same."""
        return not (self.added or self.gone or self.changed)


def _value(kind: str, cell: str) -> Any:
    if not cell:
        return None
    if kind == DAY:
        return date.fromisoformat(cell)
    return (Decimal(cell) if "." in cell else int(cell)) if kind == NUMBER else cell


def read_table(frozen: ProgrammeReturn) -> FrozenTable:
    """Return a frozen return with all its columns."""
    columns = [Column(*column) for column in frozen.columns]
    return FrozenTable(frozen.kind, columns, dict(zip(frozen.row_keys, rows_in(frozen.content), strict=True)))


def table_for(user: User, frozen: ProgrammeReturn) -> FrozenTable:
    """Return a frozen return as a person may read it: without TRNs for those who may not see them."""
    table = read_table(frozen)
    if may(user, "reports.read_trns", frozen):
        return table
    places = [place for place, column in enumerate(table.columns) if column.key != TRN]
    rows = {key: [cells[place] for place in places] for key, cells in table.rows.items()}
    return replace(table, columns=[table.columns[place] for place in places], rows=rows)


def file_for(user: User, frozen: ProgrammeReturn) -> bytes:
    """Return the CSV of a frozen return, byte for byte as it was taken; without the TRNs if the person may not see them."""
    if may(user, "reports.read_trns", frozen):
        return frozen.content.encode()
    table = table_for(user, frozen)
    return csv_bytes(table.headings, table.rows.values())


def previous_return(frozen: ProgrammeReturn) -> ProgrammeReturn | None:
    """Return the return of the same kind, hub and year that was taken before this one. One query."""
    same = ProgrammeReturn.objects.filter(
        kind=frozen.kind, hub=frozen.hub_id, academic_year=frozen.academic_year, pk__lt=frozen.pk
    )
    return same.order_by("-pk").first()


def changes_since_last(user: User, frozen: ProgrammeReturn, table: FrozenTable | None = None) -> Changes | None:
    """Return what changed since the last return, in the columns that both have; None for a first one.

    Also None once names have gone from one of the two, since their rows no longer name the same people. `table` is the
    return as the user may read it, where it has been read already.
    """
    before = previous_return(frozen)
    if before is None or before.names_cleared != frozen.names_cleared:
        return None
    then, now = table_for(user, before), table or table_for(user, frozen)
    added = [now.label(key) for key in now.rows if key not in then.rows]
    gone = [then.label(key) for key in then.rows if key not in now.rows]
    shared = {column.key for column in then.columns}
    if before.trns_cleared != frozen.trns_cleared:
        shared -= {TRN}
    columns = [column for column in now.columns if column.key in shared]
    changed = [
        RowChange(now.label(key), cells)
        for key in now.rows
        if key in then.rows and (cells := _cell_changes(then, now, key, columns))
    ]
    return Changes(before, sorted(added, key=sort_key), sorted(gone, key=sort_key), changed)


def _cell_changes(then: FrozenTable, now: FrozenTable, key: str, columns: Iterable[Column]) -> list[CellChange]:
    pairs = [(column.heading, then.cell(key, column.key), now.cell(key, column.key)) for column in columns]
    return [CellChange(*pair) for pair in pairs if pair[1] != pair[2]]
