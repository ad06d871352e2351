"""Exports: cells that could run are words, and days and amounts are such."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from schools.roster_rows import template_xlsx
from sustaining.common.sheets import csv_bytes, csv_response, xlsx_bytes

ROWS = [("=1+1", Decimal("640.00"), date(2026, 11, 4)), ("Ørsted – St Mary’s", -3, None), ("\x07bell", True, "@cmd")]


def test_csv_cell_never_runs_as_a_formula():
    content = csv_bytes(["School", "Paid", "Day"], ROWS)
    assert content.startswith(b"\xef\xbb\xbf")
    first, second, third = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]
    assert first == ["'=1+1", "640.00", "2026-11-04"]
    assert second == ["Ørsted – St Mary’s", "-3", ""]
    assert third == ["bell", "yes", "'@cmd"]


def test_xlsx_has_real_dates_and_amounts():
    sheet = load_workbook(io.BytesIO(xlsx_bytes("A/B: money", ["School", "Paid", "Day"], ROWS))).active
    assert sheet.title == "AB money"
    cells = next(iter(sheet.iter_rows(min_row=2, max_row=2)))
    assert cells[0].value == "'=1+1"
    assert cells[0].data_type == "s"
    assert (cells[1].value, cells[1].number_format) == (640, "#,##0.00")
    assert cells[2].value.date() == date(2026, 11, 4)


@pytest.mark.parametrize(
    "content", [xlsx_bytes("Money", ["School"], ROWS), template_xlsx()], ids=["export", "template"]
)
def test_workbook_prints_on_a4_in_british_english(content):
    book = load_workbook(io.BytesIO(content))
    assert book.properties.language == "en-GB"
    assert {(sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) for sheet in book} == {(9, 1)}


@pytest.mark.parametrize("name", ["board 2026/27", 'a"b\r\nc'])
def test_download_name_is_sanitised(name):
    header = csv_response(name, ["x"], [])["Content-Disposition"]
    assert header.count('"') == 2
    assert "/" not in header
