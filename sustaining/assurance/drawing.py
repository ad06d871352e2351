"""Draw a pack from its facts. A pure function of the facts and the evidence: the same ones give the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sustaining.common.heavy import HeavyModule
from sustaining.common.pdf import PDF, render_pdf
from sustaining.common.sheets import XLSX, bold_cell, csv_bytes, print_on_a4, sheet_cell

from .fact_tables import canonical, show, typed
from .models import PackPart

if TYPE_CHECKING:
    import openpyxl
    from openpyxl import utils
else:
    openpyxl, utils = HeavyModule("openpyxl"), HeavyModule("openpyxl.utils")

KINDS = {PackPart.PDF: PDF, PackPart.XLSX: XLSX, PackPart.ZIP: "application/zip"}
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a ZIP can hold: no file carries the moment at which it was packed."""
MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
LONG_WORD = re.compile(r"\S{16}(?=\S{8})")
Evidence = Iterable[tuple[str, bytes]]


def draw_pdf(facts: dict[str, Any]) -> bytes:
    """Return the pack with its certificate as a tagged PDF."""
    tables = [
        {
            "title": table["title"],
            "note": table["note"],
            "headings": [heading for heading, _ in table["columns"]],
            "numbers": [kind in ("money", "number") for _, kind in table["columns"]],
            "rows": [
                [_breakable(show(cell, kind)) for cell, (_, kind) in zip(row, table["columns"], strict=True)]
                for row in table["rows"]
            ],
        }
        for table in facts["tables"]
        if not table["is_long"]
    ]
    names = ("hub", "lead_school", "year", "as_at", "certificate")
    data = {"title": f"Assurance pack: {facts['hub']}", **{name: facts[name] for name in names}, "tables": tables}
    return render_pdf("assurance.typ", data, at=datetime.fromisoformat(facts["at"]))


def _breakable(text: str) -> str:
    """Return the text with places at which a digest or another very long word may go on in the next line."""
    return LONG_WORD.sub("\\g<0>\u200b", text)


def draw_xlsx(facts: dict[str, Any]) -> bytes:
    """Return every table as a sheet of a workbook, with real dates and amounts."""
    book = openpyxl.Workbook(write_only=True)
    for table in facts["tables"]:
        sheet = book.create_sheet(table["title"][:31])
        print_on_a4(book, sheet)
        sheet.freeze_panes = "A2"
        for place, (heading, _) in enumerate(table["columns"], start=1):
            sheet.column_dimensions[utils.get_column_letter(place)].width = max(12, min(40, len(heading) + 4))
        sheet.append([bold_cell(sheet, heading) for heading, _ in table["columns"]])
        for row in table["rows"]:
            sheet.append(
                [sheet_cell(sheet, typed(cell, kind)) for cell, (_, kind) in zip(row, table["columns"], strict=True)]
            )
    out = io.BytesIO()
    book.save(out)
    moment = f"{datetime.fromisoformat(facts['at']).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(out) as saved:
        return pack_zip(
            (name, MODIFIED.sub(rb"\g<1>" + moment + rb"\g<3>", saved.read(name))) for name in saved.namelist()
        )


def draw_zip(facts: dict[str, Any], evidence: Evidence) -> bytes:
    """Return the evidence with its index, every table as CSV, and the facts themselves."""
    files: list[tuple[str, bytes]] = [("facts.json", canonical(facts))]
    for table in facts["tables"]:
        headings = [heading for heading, _ in table["columns"]]
        name = "index.csv" if table["name"] == "evidence" else f"tables/{table['name']}.csv"
        files.append((name, csv_bytes(headings, table["rows"])))
    return pack_zip([*files, *evidence])


def pack_zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP of named contents, in their order: always the same bytes for the same contents.

    Nothing is compressed: compressors differ between machines, and most evidence is compressed already.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, content in files:
            info = zipfile.ZipInfo(name, FIRST_DAY)
            info.external_attr, info.create_system = 0o644 << 16, 3
            packed.writestr(info, content)
    return out.getvalue()
