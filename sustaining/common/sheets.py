"""Tables as files: CSV that Excel opens directly, and XLSX with real dates and amounts. No cell can run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import timezone

from .heavy import HeavyModule

if TYPE_CHECKING:
    import openpyxl
    from openpyxl import cell as cells
    from openpyxl import styles, utils
    from openpyxl.worksheet import properties, worksheet
else:
    openpyxl, cells, styles = HeavyModule("openpyxl"), HeavyModule("openpyxl.cell"), HeavyModule("openpyxl.styles")
    utils, properties = HeavyModule("openpyxl.utils"), HeavyModule("openpyxl.worksheet.properties")
    worksheet = HeavyModule("openpyxl.worksheet.worksheet")

NOT_IN_XML = re.compile(r"[\000-\010]|[\013-\014]|[\016-\037]")
"""Characters that no cell of a workbook can hold (openpyxl’s `ILLEGAL_CHARACTERS_RE`)."""
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Row = Sequence[Any]


def plain(value: Any) -> Any:
    """Return a value that is safe in a spreadsheet: text that would start a formula gets an apostrophe.

    See OWASP, CSV injection.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal | date):
        return value
    text = NOT_IN_XML.sub("", str(value))
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def csv_bytes(headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return the table as CSV in UTF-8 with a byte order mark, so that Excel reads names right. Dates are ISO 8601."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([plain(heading) for heading in headings])
    writer.writerows([plain(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(title: str, headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return the table as a workbook of one sheet: frozen bold headings, real dates and amounts."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("".join(letter for letter in title if letter not in "[]:*?/\\")[:31] or "Sheet")
    print_on_a4(book, sheet)
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(headings):
        sheet.column_dimensions[utils.get_column_letter(place + 1)].width = max(12, min(40, len(heading) + 4))
    sheet.append([bold_cell(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([sheet_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def print_on_a4(book: openpyxl.Workbook, sheet: Any) -> None:
    """Set a sheet to print as British schools print: A4 across, as wide as the page; its language is British English."""
    book.properties.language = "en-GB"
    sheet.page_setup.paperSize = worksheet.Worksheet.PAPERSIZE_A4
    sheet.page_setup.orientation = worksheet.Worksheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = properties.PageSetupProperties(fitToPage=True)


def bold_cell(sheet: Any, heading: str) -> cells.WriteOnlyCell:
    """Return a heading's cell."""
    cell = cells.WriteOnlyCell(sheet, plain(heading))
    cell.font = styles.Font(bold=True)
    return cell


def sheet_cell(sheet: Any, value: Any) -> cells.WriteOnlyCell:
    """Return a value's cell: text stays text, dates and amounts have their format."""
    shown = plain(value)
    cell = cells.WriteOnlyCell(sheet, shown)
    if isinstance(shown, str):
        cell.data_type = "s"
    elif isinstance(value, Decimal):
        cell.number_format = "#,##0.00"
    elif isinstance(value, datetime):
        cell.number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    return cell


def csv_response(name: str, headings: Sequence[str], rows: Iterable[Row]) -> HttpResponse:
    """Return the table as a download `name.csv`."""
    return csv_file_response(name, csv_bytes(headings, rows))


def xlsx_response(name: str, headings: Sequence[str], rows: Iterable[Row]) -> HttpResponse:
    """Return the table as a download `name.xlsx`."""
    return _download(f"{name}.xlsx", XLSX, xlsx_bytes(name, headings, rows))


def csv_file_response(name: str, content: bytes) -> HttpResponse:
    """Return a CSV file that was kept as a download `name.csv`, byte for byte."""
    return _download(f"{name}.csv", CSV, content)


def _download(name: str, kind: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in name)
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response
