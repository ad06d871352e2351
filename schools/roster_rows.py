"""The rows of a list of Advocates: its columns, its template, and how its lines are parsed. Nothing here reads the database."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sustaining.common.heavy import HeavyModule
from sustaining.common.sheets import print_on_a4
from sustaining.common.tables import NotTheTable, find_table

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = HeavyModule("openpyxl")

MOST_ROWS = 500
HEADINGS = {
    "urn": "URN",
    "full_name": "Name",
    "email": "Email address",
    "post": "Post",
    "development_group": "Development Work Group",
    "development_year": "Year of that group",
    "trn": "TRN",
}
OTHER_SPELLINGS = {"full_name": ("Full name", "Advocate"), "email": ("Email", "E-mail address")}
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
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Advocates"
    print_on_a4(book, sheet)
    for row in (list(HEADINGS.values()), EXAMPLE):
        sheet.append(row)
    for letter, width in zip("ABCDEFG", (10, 26, 32, 24, 30, 18, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parse_sheets(sheets: Sequence[Mapping[str, Any]]) -> tuple[list[RosterRow], str]:
    """Return the rows of a list, with columns recognised by their headings, and how it was read. Raise NotTheTable."""
    headings = {key: (heading, *OTHER_SPELLINGS.get(key, ())) for key, heading in HEADINGS.items()}
    table = find_table(sheets, headings, required=REQUIRED, advice="Start with the template.")
    rows: list[RosterRow] = []
    for number, values in table.records():
        if len(rows) == MOST_ROWS:
            raise NotTheTable(f"The file has more than {MOST_ROWS} rows. Split it.")
        cells: dict[str, Any] = values
        rows.append(RosterRow(line=number, **cells))
    if not rows:
        raise NotTheTable("The file has headings but no rows.")
    return rows, table.read_as
