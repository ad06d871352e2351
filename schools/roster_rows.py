"""The rows of a list of Advocates: its columns, its template, and how its lines are parsed. Nothing here reads the database."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook

from sustaining.common.errors import DomainError

MOST_ROWS = 500
HEADINGS = {
    "urn": "URN",
    "full_name": "Name",
    "email": "E-mail address",
    "post": "Post",
    "development_group": "Development Work Group",
    "development_year": "Year of that group",
    "trn": "TRN",
}
REQUIRED = ("urn", "full_name", "email")
EXAMPLE = (
    "910003",
    "Nina Hartwell",
    "nina@school.example",
    "Second in department",
    "NCP22-12, Rivermead",
    "2022/23",
    "",
)


class NotARoster(DomainError):
    """The file is not a list of Advocates; `str()` is a sentence that says what to correct."""

    field = "file"


@dataclass
class RosterRow:
    """A checked line of the file. `verdict` is new, match (nothing changes), changed or problem; `why` explains it."""

    line: int
    urn: str
    full_name: str
    email: str
    post: str = ""
    development_group: str = ""
    development_year: str = ""
    trn: str = ""
    verdict: str = ""
    why: list[str] = field(default_factory=list)
    school: Any = None

    @property
    def school_name(self) -> str:
        """Return the school's name, for the check page."""
        return str(self.school) if self.school else ""

    def values(self) -> dict[str, Any]:
        """Return what the file said, to be kept until it is saved."""
        return {name: getattr(self, name) for name in ("line", *HEADINGS)}


def template_csv() -> str:
    """Return an empty list with an example row, as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows([list(HEADINGS.values()), EXAMPLE])
    return out.getvalue()


def template_xlsx() -> bytes:
    """Return an empty list with an example row, as a workbook."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Advocates"
    for row in (list(HEADINGS.values()), EXAMPLE):
        sheet.append(row)
    for letter, width in zip("ABCDEFG", (10, 26, 32, 24, 30, 18, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parse_lines(lines: Iterable[Sequence[str]]) -> list[RosterRow]:
    """Return the rows of a list, with columns recognised by their headings. Raise NotARoster."""
    left = iter(lines)
    header = next(left, [])
    places = {_plain(heading): position for position, heading in enumerate(header)}
    columns = {key: places[_plain(heading)] for key, heading in HEADINGS.items() if _plain(heading) in places}
    lacking = [HEADINGS[key] for key in REQUIRED if key not in columns]
    if lacking:
        raise NotARoster(f"The first line lacks the column {', '.join(lacking)}. Start from the template.")
    rows: list[RosterRow] = []
    for number, line in enumerate(left, start=2):
        cells: dict[str, Any] = {
            key: line[position].strip() if position < len(line) else "" for key, position in columns.items()
        }
        if not any(cells.values()):
            continue
        if len(rows) == MOST_ROWS:
            raise NotARoster(f"The file has more than {MOST_ROWS} rows. Split it.")
        rows.append(RosterRow(line=number, **cells))
    if not rows:
        raise NotARoster("The file has a heading and no rows.")
    return rows


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z]", "", heading.lower())
