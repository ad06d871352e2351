"""Read a table of a plan by the headings of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .choices import PartKind
from .plan_labels import RESOURCES, WHEN, WHO, column_kind

Found = tuple[str, str, dict[str, str]]
FIRST_ROWS = 5
LONGEST_HEADING = 80
MARK = re.compile(r"^(?:[•◦▪▫■□●○‣⁃∙·*\uf0b7\uf0a7–—-]|\d{1,2}[.)]|[a-z][.)])\s*(?=\S)")
OF_ACTIONS = (WHO, WHEN, RESOURCES)


def find_header(rows: Sequence[Sequence[str]]) -> tuple[int, list[str]] | None:
    """Return the number of the row with the headings, and what each of its columns holds; None without one."""
    best = None
    for number, row in enumerate(rows[:FIRST_ROWS]):
        kinds = [column_kind(cell) if len(cell) < LONGEST_HEADING else "" for cell in row]
        known = {kind for kind in kinds if kind}
        if len(known) >= 2 and (best is None or len(known) > best[0]):
            best = len(known), number, kinds
    return (best[1], best[2]) if best else None


def read_rows(headings: Sequence[str], kinds: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Found]:
    """Yield (kind, text, fields of an action) of each row, in order: an aim before what belongs to it.

    A row whose cells all say the same is `line`, a heading across the table. Columns whose heading is unknown come
    last, to be left out.
    """
    others: dict[str, list[str]] = {
        heading: [] for heading, kind in zip(headings, kinds, strict=True) if heading and not kind
    }
    aim = ""
    for row in rows:
        texts = [text for text in dict.fromkeys(row) if text]
        if len(texts) == 1 and (len(row) == 1 or list(row).count(texts[0]) > 1):
            yield "line", texts[0], {}
            continue
        cells: dict[str, str] = {}
        for heading, kind, text in zip(headings, kinds, row, strict=False):
            if text and kind:
                cells[kind] = text if cells.get(kind) in (None, text) else f"{cells[kind]}\n{text}"
            elif text and text not in others.get(heading, []):
                others.setdefault(heading, []).append(text)
        others.setdefault("", []).extend(text for text in row[len(headings) :] if text)
        title = MARK.sub("", " ".join(cells.get(PartKind.AIM, "").split("\n")))
        if title and title != aim:
            aim = title
            yield PartKind.AIM, title, {}
        yield from _texts(cells)
        yield from _actions(cells)
    for heading, texts in others.items():
        if heading or texts:
            yield PartKind.LEAVE_OUT, "\n".join(filter(None, [heading.replace("\n", " "), *texts])), {}


def _texts(cells: dict[str, str]) -> Iterator[Found]:
    for kind in (
        PartKind.VISION,
        PartKind.STUDENT_NEED,
        PartKind.TEACHER_NEED,
        PartKind.NEED,
        PartKind.SUCCESS_CRITERIA,
    ):
        if kind in cells:
            yield kind, cells[kind], {}


def _actions(cells: dict[str, str]) -> Iterator[Found]:
    """Yield the actions of a row, one for each line of its cell. Who and when go by line where the lines match."""
    lines = [MARK.sub("", line) for line in cells.get(PartKind.ACTION, "").split("\n") if line]
    others = {kind: cells[kind].split("\n") for kind in OF_ACTIONS if kind in cells}
    if not lines:
        if others:
            yield PartKind.LEAVE_OUT, " – ".join("; ".join(values) for values in others.values()), {}
        return
    for number, line in enumerate(lines):
        fields = {
            kind: values[number] if len(values) == len(lines) else "; ".join(values) for kind, values in others.items()
        }
        yield PartKind.ACTION, line, fields
