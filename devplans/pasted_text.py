"""Turn pasted text into paragraphs and tables: list marks give the depth of an item, tabs the cells of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .plan_labels import find_label

BULLETS = "•◦▪▫■□●○‣⁃∙·*\uf0b7\uf0a7\uf0d8–—-"
ITEM = re.compile(
    rf"(?P<indent>[ \t]*)(?P<mark>[{BULLETS}]|[o§](?=\t)|(?:\d{{1,2}}\.)+\d{{1,2}}|\d{{1,2}}(?:[.)]|(?=\t))|[a-z][.)]|"
    r"[ivx]{1,4}[.)])\.?[ \t]+(?P<text>\S.*)"
)
LONGEST_CELL = 12
"""How many lines of the clipboard one row of a table may take, where a cell has several paragraphs."""


def split_blocks(text: str) -> list[dict[str, Any]]:
    """Return the blocks of a pasted text, as the decoder returns those of a Word document."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").split("\n")
    return list(_blocks(lines))


def _blocks(lines: list[str]) -> Iterator[dict[str, Any]]:
    marks: list[tuple[int, str]] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        if "\t" in line.strip() and not ITEM.fullmatch(line):
            rows, number = _read_table(lines, number)
            yield {"rows": rows}
            marks = []
            continue
        number += 1
        item = ITEM.fullmatch(line)
        if item:
            depth = _depth(marks, item["indent"], item["mark"])
            yield _paragraph(item["text"], depth)
        elif line.strip():
            marks = []
            yield _paragraph(line.strip(), -1)


def _paragraph(text: str, depth: int) -> dict[str, Any]:
    return {"text": text, "level": 0, "depth": depth, "is_title": False, "is_bold": False}


def _depth(marks: list[tuple[int, str]], indent: str, mark: str) -> int:
    """Return how deep an item is: a kind of mark that has not occurred in this list is one level further in."""
    key = len(indent.expandtabs(4)), _kind(mark)
    if key in marks:
        del marks[marks.index(key) + 1 :]
    else:
        while marks and marks[-1][0] > key[0]:
            marks.pop()
        marks.append(key)
    return len(marks) - 1


def _kind(mark: str) -> str:
    if mark[0].isdigit():
        return f"number {len([part for part in re.split(r'[.)]', mark) if part])}"
    return "letter" if mark[-1:] in ".)" else mark


def _read_table(lines: list[str], start: int) -> tuple[list[list[str]], int]:
    """Return the rows of a table that begins at a line, and the number of the line after it.

    Word ends a row and a paragraph inside a cell with the same sign: lines are joined until the row has as many cells as
    the first. Spreadsheets put such a cell into quotation marks.
    """
    width = lines[start].count("\t")
    rows: list[list[str]] = []
    number = start
    while number < len(lines):
        row, used = _read_row(lines, number, width)
        if row is None:
            break
        rows.append([_unquoted(cell) for cell in row.split("\t")])
        number += used
    return rows, number


def _read_row(lines: list[str], start: int, width: int) -> tuple[str | None, int]:
    """Return the text of the row at a line, and how many lines it takes; None when the table is over."""
    row = lines[start]
    if not row.strip() or ("\t" not in row and (find_label(row.strip()) or not _goes_on(lines, start))):
        return None, 0
    used = 1
    while row.count("\t") < width or row.count('"') % 2:
        if start + used == len(lines) or used == LONGEST_CELL or not lines[start + used].strip():
            break
        row, used = f"{row}\n{lines[start + used]}", used + 1
    return row, used


def _goes_on(lines: list[str], start: int) -> bool:
    following = lines[start + 1 : start + LONGEST_CELL]
    for line in following:
        if not line.strip():
            return False
        if "\t" in line:
            return True
    return False


def _unquoted(cell: str) -> str:
    text = cell.strip()
    return text[1:-1].replace('""', '"').strip() if len(text) > 1 and text[0] == text[-1] == '"' else text
