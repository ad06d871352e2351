"""Uploaded lists of any layout: headings are recognised by their words, and a person maps the columns that are not.

`SheetUpload` is for lists that follow a template. A `MappedUpload` keeps the rows as they are in the sheet, with the place
of each column that is known; `mapped_rows` reads them by column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from .decoding import decode
from .files import CheckedUpload, Decoded
from .sheet_uploads import MOST_BYTES, SheetUpload, check_sheet
from .status import Status
from .tables import COVER_ROWS, NotTheTable, Table
from .typed_text import fold

if TYPE_CHECKING:
    from sustaining.accounts.models import User

FILLERS = {"the", "of", "s", "full", "address", "mastery", "their", "your", "optional", "and"}
SAME_WORDS = {
    "first": "1", "one": "1", "second": "2", "two": "2", "mail": "email", "e": "", "emails": "email", "names": "name",
    "headteacher": "head", "principal": "head", "headteachers": "head", "heads": "head", "schools": "school",
    "specialists": "specialist", "advocates": "advocate", "teacher": "", "no": "number",
}  # fmt: skip
"""Words of headings that mean the same; an empty one is left out."""
SAMPLES = 3
MOST_DIGITS = 6
"""Of the number of a row."""
NOT_TRACKED = ["file", "thumbnail", "rows", "headings", "columns", "read_as"]
"""Fields of a mapped list that its history leaves out."""


@dataclass(frozen=True)
class Column:
    """A column that a list may have. `spellings` are other headings for it, compared by their words in any order."""

    key: str
    title: str
    spellings: tuple[str, ...] = ()
    example: str = ""

    @property
    def word_sets(self) -> set[frozenset[str]]:
        """Return the words of each heading that means this column."""
        return {heading_words(spelling) for spelling in (self.title, *self.spellings)}


@dataclass(frozen=True)
class SheetColumn:
    """A column of an uploaded sheet: its place, its heading, and the first values under it."""

    place: int
    heading: str
    samples: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return the heading, or the column's letter where it has none."""
        return self.heading or f"Column {chr(ord('A') + self.place) if self.place < 26 else self.place + 1}"


def heading_words(heading: str) -> frozenset[str]:
    """Return the words of a heading that tell it from others: `Advocate 1 E-mail address` is advocate, 1 and email."""
    telling = {SAME_WORDS.get(word, word) for word in re.findall(r"[a-z]+|\d+", fold(heading))}
    return frozenset(telling - FILLERS - {""})


def recognise(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Return the place of each column that a row of headings names; the first of two with the same heading."""
    known = {word_set: column.key for column in columns for word_set in column.word_sets if word_set}
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if key := known.get(heading_words(heading)):
            places.setdefault(key, place)
    return places


def find_rows(
    sheets: Sequence[Mapping[str, Any]], columns: Sequence[Column], *, most: int
) -> tuple[list[str], list[dict[str, Any]], dict[str, int], str]:
    """Return the headings, the rows under them, the places of known columns, and how the file was read.

    The headings are the row that names most columns; without any, the first row with two values. Raise NotTheTable.
    """
    best: tuple[int, Any, int] | None = None
    for sheet in sheets:
        for place, row in enumerate(sheet["rows"][:COVER_ROWS]):
            score = len(recognise(row, columns)) * 10 + (sum(bool(cell.strip()) for cell in row) > 1)
            if score and (best is None or score > best[0]):
                best = (score, sheet, place)
    if best is None:
        raise NotTheTable("The file has no rows. Put headings in the first row, and a school in each row below it.")
    _, sheet, place = best
    headings = [heading.strip() for heading in sheet["rows"][place]]
    width = max(len(row) for row in sheet["rows"][place:])
    headings += [""] * (width - len(headings))
    numbered = list(enumerate(sheet["rows"][place + 1 :], start=place + 2))
    table = Table({str(index): index for index in range(width)}, numbered, sheet["read_as"])
    rows = [{"line": line, "cells": list(values.values())} for line, values in table.records()]
    if not rows:
        raise NotTheTable("The file has headings but no rows.")
    if len(rows) > most:
        raise NotTheTable(f"The file has more than {most} rows. Split it.")
    read_as = f"{sheet['read_as']}, headings in row {place + 1}" if place else sheet["read_as"]
    return headings, rows, recognise(headings, columns), read_as


class MappedUpload(SheetUpload):
    """Base of an uploaded list whose columns are mapped. `columns` has the place of each column by its key.

    `is_mapped` says that nothing is left to ask: every heading was recognised, or somebody mapped the columns.
    """

    COLUMNS: ClassVar[Sequence[Column]]
    MOST_ROWS: ClassVar[int]

    headings = models.JSONField(default=list, blank=True, editable=False)
    columns = models.JSONField(default=dict, blank=True, editable=False)
    is_mapped = models.BooleanField("columns are mapped", default=False, editable=False)

    class Meta:
        abstract = True

    def close(self, now: datetime, **values: Any) -> None:
        """Forget the rows, what their columns are, and the content. `values` are kept with it."""
        super().close(now, headings=[], columns={}, **values)

    def decode_content(self, content: bytes) -> Decoded:
        """Read the table in a process with limits, and return its rows and columns. Raise DomainError with a sentence."""
        headings, rows, columns, read_as = find_rows(self.read_sheets(content), self.known_columns, most=self.MOST_ROWS)
        unknown = [heading for place, heading in enumerate(headings) if heading and place not in columns.values()]
        is_mapped = not unknown and self.has_needed(columns)
        values = {"rows": rows, "headings": headings, "columns": columns, "is_mapped": is_mapped}
        return Decoded(values={**values, "read_as": read_as[:200]})

    def read_sheets(self, content: bytes) -> Sequence[Mapping[str, Any]]:
        """Read the file's sheets in a process with limits. Raise DomainError with a sentence."""
        table, _ = decode("table", content, **self.LIMITS._asdict())
        return list(table["sheets"])

    @property
    def known_columns(self) -> Sequence[Column]:
        """Return the columns that this list may have. A subclass with lists of several kinds says which."""
        return self.COLUMNS

    def has_needed(self, columns: Mapping[str, int]) -> bool:
        """Return whether the list can be read with these columns. A subclass says which it needs."""
        return bool(columns)

    def mapped_rows(self, now: datetime) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the row number in the file, and the values by column. Raise TooOld when the rows are gone."""
        for row in self.open_rows(now):
            cells = row["cells"]
            yield row["line"], {key: cells[place] for key, place in self.columns.items() if place < len(cells)}

    def sheet_columns(self, now: datetime) -> list[SheetColumn]:
        """Return the columns of the sheet that have a heading or a value. Raise TooOld when the rows are gone."""
        rows = self.open_rows(now)
        columns = []
        for place, heading in enumerate(self.headings):
            values = [row["cells"][place] for row in rows if place < len(row["cells"]) and row["cells"][place]]
            if heading or values:
                columns.append(SheetColumn(place, heading, tuple(values[:SAMPLES])))
        return columns


class UndoableUpload(MappedUpload):
    """Base of a mapped list that one person saves, and that is undone as a whole with a reason."""

    SAVED: ClassVar[str]
    """How the list is called once it is saved."""
    PAGE: ClassVar[str]
    """The name of its page."""

    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.TextField("why it was undone", blank=True, default="")

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse(self.PAGE, args=[self.pk])

    @property
    def can_be_undone(self) -> bool:
        """Return whether it was saved, and not undone."""
        return self.saved_at is not None and self.undone_at is None

    @property
    def status(self) -> Status:
        """Return what has become of the list."""
        if self.undone_at:
            return Status("Undone", "wait")
        return Status(self.SAVED, "go") if self.saved_at else Status("To check", "wait")

    def mark_undone(self, *, reason: str, by: User, now: datetime) -> None:
        """Keep who undid the list, and why. Call it inside an action's transaction."""
        self.undone_by, self.undone_at, self.undo_reason = by, now, reason
        self.save(update_fields=["undone_by", "undone_at", "undo_reason"])


class ColumnsForm(forms.Form):
    """What each column of a sheet holds. Subclasses add fields of their own beside it."""

    NOT_USED = ("-", "Don’t use this column")

    def __init__(self, data: Any = None, *, upload: MappedUpload, sheet_columns: Sequence[SheetColumn], **kwargs: Any):
        super().__init__(data, **kwargs)
        self.upload = upload
        places = {place: key for key, place in upload.columns.items()}
        choices = [self.NOT_USED, *((column.key, column.title) for column in upload.known_columns)]
        self.places: dict[str, int] = {}
        for column in sheet_columns:
            name = f"column{column.place}"
            self.places[name] = column.place
            self.fields[name] = forms.ChoiceField(
                choices=choices,
                label=column.label,
                initial=places.get(column.place, self.NOT_USED[0]),
                help_text=f"For example: {', '.join(column.samples)}" if column.samples else "This column is empty.",
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice"), "Choose what this column holds, or don’t use it."
                ),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        titles = {column.key: column.title for column in self.upload.known_columns}
        seen: set[str] = set()
        for name in self.places:
            key = data.get(name, self.NOT_USED[0])
            if key != self.NOT_USED[0] and key in seen:
                self.add_error(name, f"{titles[key]} is chosen for two columns. Choose it for one.")
            seen.add(key)
        if not self.errors and not self.upload.has_needed(self.mapped(data)):
            raise ValidationError(self.missing_columns)
        return data

    missing_columns = "Choose what at least one column holds."

    def mapped(self, data: Mapping[str, Any]) -> dict[str, int]:
        """Return the place of each column that was chosen, by its key."""
        unused = self.NOT_USED[0]
        return {data[name]: place for name, place in self.places.items() if data.get(name, unused) != unused}


def line_numbers(values: Iterable[str]) -> set[int]:
    """Return the numbers of rows that a page sent; what is no number of a row is left out."""
    return {int(value) for value in values if value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS}


class PastedRows(forms.CharField):
    """Rows that were copied from a spreadsheet. It cleans to a CheckedUpload like a file, or None."""

    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "form-control"})

    def clean(self, value: Any) -> CheckedUpload | None:
        """Return the rows as a CSV file. Raise ValidationError."""
        text = super().clean(value)
        if not text.strip():
            return None
        content = text.encode()
        if len(content) > MOST_BYTES:
            raise ValidationError("That is more than 2 MB. Paste only the list, or upload it as a file.")
        return check_sheet("Pasted rows.csv", content)
