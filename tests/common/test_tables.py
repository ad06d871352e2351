"""Uploaded lists as people save them: separators, encodings, line ends, cover sheets, titles, formulas."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from sustaining.common import decoder
from sustaining.common.tables import NotTheTable, find_table, fold_heading

HEADINGS = {"reference": ("Reference", "Claim reference"), "result": ("Result", "Status"), "amount": ("Amount",)}
LIMITS = {"rows": 100, "columns": 40}
ROWS = [["Reference", "Result", "Amount"], ["SUS-26-AB", "paid", "100.50"], ["SUS-26-CD", "no", "9.50"]]
EXPECTED = [("SUS-26-AB", "paid", "100.50"), ("SUS-26-CD", "no", "9.50")]


def read(content: bytes):
    sheets = decoder.read_table(content, LIMITS)[0]["sheets"]
    return find_table(sheets, HEADINGS, required=("reference", "result"), advice="Start again.")


def values(table) -> list[tuple[str, ...]]:
    return [tuple(row.values()) for _, row in table.records()]


def as_text(rows, separator: str = ",", end: str = "\r\n") -> str:
    return "".join(separator.join(row) + end for row in rows)


def as_workbook(*sheets, hidden=()) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"], ids=["windows", "unix", "old-mac"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
def test_text_is_read_whatever_its_separator_encoding_and_line_ends(separator, end, encoding):
    assert values(read(as_text(ROWS, separator, end).encode(encoding))) == EXPECTED


def test_separator_is_the_one_that_cuts_the_rows_alike():
    rows = [["Reference", "Result", "Note"], ["A", "paid", "rent, rates, heat, light"], ["B", "no", "x, y, z, zz"]]
    assert decoder.find_separator(as_text(rows, ";")) == ";"


@given(st.lists(st.lists(st.text("abc,; ", max_size=8), min_size=2, max_size=2), max_size=6))
def test_semicolons_win_where_every_row_has_one_more_cell_by_them(rows):
    quoted = [["Reference", "Result"], *([f'"{cell}"' for cell in row] for row in rows)]
    assert decoder.find_separator(as_text(quoted, ";")) == ";"


def test_headings_are_found_below_a_title_and_numbers_are_those_of_the_file():
    content = as_text([["Remittance run 12"], [], ["Printed 4 November 2026"], *ROWS]).encode()
    table = read(content)
    assert values(table) == EXPECTED
    assert [number for number, _ in table.records()] == [5, 6]
    assert table.read_as == "cells separated by commas, headings in row 4"


def test_headings_are_known_by_other_spellings_and_in_another_order():
    content = as_text([["STATUS", "claim-reference "], ["paid", "SUS-26-AB"]]).encode()
    assert [row for _, row in read(content).records()] == [{"result": "paid", "reference": "SUS-26-AB"}]


def test_workbook_is_read_behind_a_cover_and_a_hidden_sheet():
    other = [["Reference", "Result"], ["OLD", "paid"]]
    content = as_workbook(("Old", other), ("Cover", [["Remittance"]]), ("Lines", ROWS), hidden=["Old"])
    table = read(content)
    assert values(table) == EXPECTED
    assert table.read_as == "sheet “Lines”"


def test_workbook_whose_dimension_is_wrong_is_read_whole():
    source = zipfile.ZipFile(io.BytesIO(as_workbook(("Lines", ROWS))))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert b'ref="A1:C3"' in part
                part = part.replace(b'ref="A1:C3"', b'ref="A1"')
            target.writestr(name, part)
    assert values(read(out.getvalue())) == EXPECTED


def test_amounts_of_a_workbook_keep_no_dust_of_floats():
    content = as_workbook(("Lines", [ROWS[0], ["A", "paid", 0.1 + 0.2], ["B", "paid", 820.0], ["C", "paid", 9.5]]))
    assert [row["amount"] for _, row in read(content).records()] == ["0.3", "820", "9.5"]


@pytest.mark.parametrize("make", [lambda rows: as_text(rows).encode(), lambda rows: as_workbook(("Lines", rows))])
def test_formula_without_its_result_names_its_row(make):
    table = read(make([*ROWS, ["=CONCATENATE(A1)", "paid", "1"]]))
    with pytest.raises(NotTheTable, match="Row 4 has a formula without its result"):
        list(table.records())


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["Reference", "Amount"]], "The file is missing the column Result. Start again."),
        ([["x"]], "The file is missing the columns Reference, Result. Start again."),
        ([], "The file is missing the columns Reference, Result. Start again."),
    ],
)
def test_file_without_the_headings_says_which(rows, sentence):
    with pytest.raises(NotTheTable) as refusal:
        read(as_text(rows).encode())
    assert str(refusal.value) == sentence


@given(st.text())
def test_heading_folds_once(text):
    assert fold_heading(fold_heading(text)) == fold_heading(text)


def test_dates_and_times_of_a_workbook_read_as_people_type_them():
    """Excel keeps a date with a midnight and a length with seconds: no form reads `2026-10-14 00:00:00`."""
    cells = [
        datetime.fromisoformat("2026-10-14"),
        datetime.fromisoformat("2026-10-14T16:30"),
        time(16),
        timedelta(hours=1, minutes=30),
        time(9, 0, 5),
    ]
    (sheet,) = decoder.read_table(as_workbook(("Dates", [["On"], cells])), LIMITS)[0]["sheets"]
    assert sheet["rows"][1][:5] == ["2026-10-14", "2026-10-14 16:30", "16:00", "1:30", "09:00:05"]
