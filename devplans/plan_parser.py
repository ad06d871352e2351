"""Read a plan from its paragraphs and tables: find its vision, aims, actions and other parts.

Nothing is dropped: what has no place in a plan, or can't be told, becomes a part to leave out, and a person checks all of
them. How it is read:

* A label names what follows, as a heading, a line, or before a colon: *Vision*, *Aim 1: …*, *Success criteria* (`plan_labels`).
* Without labels, headings are aims, and what hangs below one is its need (paragraphs) and its actions (list items and
  deeper headings). In a list without headings the outer items are aims, the inner ones actions.
* A table with headings is read by its columns, one aim or action to a row (`plan_tables`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sustaining.common.errors import DomainError
from sustaining.common.typed_text import clean_typed

from .choices import PLAN_PARTS, PartKind
from .plan_labels import DOCUMENT_TITLE, RESOURCES, WHEN, WHO, Label, column_kind, find_label, find_plural
from .plan_tables import find_header, read_rows

MOST_PARTS = 200
NO_TEXT = "We found no text in this plan. If it is a scan or a picture, open the document it was made from, or paste the text."
TOO_MANY = f"This plan has more than {MOST_PARTS} parts. Paste it in two or three pieces, one after the other."
MOST_LINES = 2_000
"""How much is read at all: the time that reading takes grows with the square of it."""
TOO_LONG = "This text is much longer than a development plan. Paste only the plan."
TEXTS = frozenset({*PLAN_PARTS, PartKind.NEED, PartKind.SUCCESS_CRITERIA})
"""Kinds of which one aim, or the plan, has one text: further paragraphs are added to it."""
WEAK_HEADING = 10
"""The level of a line that looks like a heading, but has no style of one: below all real headings."""
LONGEST_AIM = 150
"""As the title of an aim."""
LONGEST_HEADING = 150
LONGEST_LABEL = 80


class NotAPlan(DomainError):
    """A text cannot be read as a plan; `str()` says why."""


@dataclass
class Part:
    """A part of a plan: what it seems to be, its text and, of an action, who, by when and with which resources."""

    kind: str
    text: str
    who: str = ""
    when: str = ""
    needs: str = ""


def parse_plan(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the parts of a plan as values for JSON, in order. Raise NotAPlan when there are none, or too many."""
    if sum(_count_lines(block) for block in blocks) > MOST_LINES:
        raise NotAPlan(TOO_LONG)
    reader = _Reader(blocks)
    for number, block in enumerate(blocks):
        if "rows" in block:
            reader.read_table([[_clean(cell) for cell in row] for row in block["rows"]])
        else:
            reader.read_paragraph(block, blocks[number + 1] if number + 1 < len(blocks) else {})
    read = (part for part in reader.parts if part.text or part.kind == PartKind.AIM)
    parts = [shorter for part in read for shorter in _shortened(part)]
    if not any(part.text for part in parts):
        raise NotAPlan(NO_TEXT)
    if len(parts) > MOST_PARTS:
        raise NotAPlan(TOO_MANY)
    return [asdict(part) for part in parts]


def _count_lines(block: Mapping[str, Any]) -> int:
    """Return how many lines a block has, those of each cell counted."""
    texts = [block["text"]] if "text" in block else [cell for row in block["rows"] for cell in row if cell]
    return sum(text.count("\n") + 1 for text in texts)


def _shortened(part: Part) -> list[Part]:
    """Return a part; of an aim that is too long for a title its first sentence, and the rest as its need."""
    if part.kind != PartKind.AIM or len(part.text) <= LONGEST_AIM:
        return [part]
    title, end, rest = part.text.partition(". ")
    return [Part(PartKind.AIM, title), Part(PartKind.NEED, rest)] if end and len(title) <= LONGEST_AIM else [part]


def _clean(text: str) -> str:
    """Return text without invisible characters and without lines that have no word, each line with single spaces."""
    lines = (" ".join(line.split()) for line in clean_typed(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n"))
    return "\n".join(line for line in lines if re.search(r"\w", line))


class _Reader:
    """Walks through the blocks. `section` is what the last label announced; `aim_level` the level of the last aim."""

    def __init__(self, blocks: Iterable[Mapping[str, Any]]) -> None:
        self.parts: list[Part] = []
        self.section = ""
        self.section_level = 0
        self.section_is_plural = False
        self.aim_level = 0
        self.aim_depth: int | None = None
        self.header: tuple[Sequence[str], list[str]] | None = None
        levels = [block["level"] for block in blocks if block.get("level") and _clean(block["text"])]
        is_alone = len(levels) > 1 and levels.count(levels[0]) == 1 and min(levels) == levels[0]
        self.title_level = levels[0] if is_alone else 0

    @property
    def has_aim(self) -> bool:
        """Return whether an aim was read."""
        return any(part.kind == PartKind.AIM for part in self.parts)

    def read_paragraph(self, block: Mapping[str, Any], following: Mapping[str, Any]) -> None:
        """Read a paragraph. Lines of it that begin with a label of their own are read apart."""
        first, *more = _clean(block["text"]).split("\n")
        if not first:
            return
        label = find_label(first)
        if label is None or label.kind != PartKind.AIM:
            self.header = None
        level = block.get("level", 0)
        depth = block.get("depth", -1)
        if not level and depth < 0 and _looks_like_heading(first, block, following):
            level = WEAK_HEADING
        self._read_line(first, level, depth, is_title=block.get("is_title", False))
        for line in more:
            if find_label(line):
                self._read_line(line, 0, -1)
            else:
                self.parts[-1].text = f"{self.parts[-1].text} {line}".strip()

    def _read_line(self, text: str, level: int, depth: int, *, is_title: bool = False) -> None:
        if label := find_label(text):
            self._read_label(label, text, level)
        elif is_title or (level and self._is_document_title(text, level)):
            self._add(PartKind.LEAVE_OUT, text)
        elif level:
            self._read_heading(text, level)
        elif self.section in (WHO, WHEN, RESOURCES):
            self._complete_action(self.section, text)
        elif depth >= 0:
            self._read_item(text, depth)
        else:
            self._read_text(text)

    def _is_document_title(self, text: str, level: int) -> bool:
        is_first = not self.parts and not self.section
        return is_first and (level == self.title_level or bool(DOCUMENT_TITLE.search(text)))

    def _read_label(self, label: Label, text: str, level: int) -> None:
        kind = label.kind
        if kind == PartKind.NEED and not self.has_aim:
            kind = PartKind.STUDENT_NEED
        if kind in (WHO, WHEN, RESOURCES) and label.rest:
            self._complete_action(kind, label.rest, text)
            return
        self.section, self.section_level, self.section_is_plural = kind, level, label.is_plural
        if label.rest:
            self._add(kind, label.rest)
        if kind == PartKind.AIM:
            self.aim_level, self.aim_depth = (level or WEAK_HEADING) if label.rest else 0, None
            self.section = "" if label.rest else kind

    def _read_heading(self, text: str, level: int) -> None:
        is_below_section = bool(self.section) and (level > self.section_level or level == WEAK_HEADING)
        if is_below_section and self.section == PartKind.ACTION:
            self._add(PartKind.ACTION, text)
        elif is_below_section and self.section in TEXTS and level != WEAK_HEADING:
            self._add(self.section, text)
        elif self.has_aim and self.aim_level and level > self.aim_level:
            # A line such as "We will:" above a list is no action; a heading of its own below the aim's is one.
            self._add(PartKind.LEAVE_OUT if level == WEAK_HEADING else PartKind.ACTION, text)
        else:
            self._add(PartKind.AIM, text)
            self.aim_level, self.aim_depth = level, None
            if self.section != PartKind.AIM or not self.section_is_plural:
                self.section = ""

    def _read_item(self, text: str, depth: int) -> None:
        if self.section in TEXTS or self.section == PartKind.ACTION:
            self._add(self.section, text)
        elif self.section == PartKind.AIM and self.aim_level == 0:
            self._read_listed(text, depth)
        elif self.has_aim and self.aim_level:
            self._add(PartKind.ACTION, text)
        else:
            self._read_listed(text, depth)

    def _read_listed(self, text: str, depth: int) -> None:
        """Read an item of a list of aims, whose inner items are actions."""
        if self.aim_depth is None or depth <= self.aim_depth:
            self.aim_depth = depth
            self._add(PartKind.AIM, text)
        else:
            self._add(PartKind.ACTION, text)

    def _read_text(self, text: str) -> None:
        if self.section in TEXTS or self.section == PartKind.ACTION:
            self._add(self.section, text)
        elif self.section == PartKind.AIM:
            self._add(PartKind.AIM, text)
            self.aim_depth = None
            if not self.section_is_plural:
                self.section, self.aim_level = "", WEAK_HEADING
        elif self.has_aim:
            self._add(PartKind.NEED, text)
        else:
            self._add(PartKind.LEAVE_OUT, text)

    def _complete_action(self, field: str, text: str, line: str = "") -> None:
        """Add who, when or the resources to the action above; without one, keep the text as a part."""
        if self.parts and self.parts[-1].kind == PartKind.ACTION:
            action = self.parts[-1]
            setattr(action, field, "; ".join(filter(None, [getattr(action, field), text])))
        else:
            self._add(PartKind.LEAVE_OUT, line or text)

    def _add(self, kind: str, text: str, **fields: str) -> None:
        """Add a part, or its text to the one of which there is one only."""
        if kind in (PartKind.ACTION, PartKind.NEED, PartKind.SUCCESS_CRITERIA) and not self.has_aim:
            # The person who checks names the aim that these belong to.
            self.parts.append(Part(PartKind.AIM, ""))
        if kind in TEXTS and (above := self._part_to_continue(kind)):
            if text not in above.text.split("\n"):
                above.text = f"{above.text}\n{text}"
            return
        if kind == PartKind.AIM and self.parts[-1:] != [Part(PartKind.AIM, "")]:
            self.parts.append(Part(kind, text))
        elif kind == PartKind.AIM:
            self.parts[-1].text = text
        else:
            self.parts.append(Part(kind, text, **fields))

    def _part_to_continue(self, kind: str) -> Part | None:
        for part in reversed(self.parts):
            if part.kind == kind:
                return part
            if part.kind == PartKind.AIM and kind not in PLAN_PARTS:
                return None
        return None

    def read_table(self, rows: Sequence[Sequence[str]]) -> None:
        """Read a table by its headings, by the labels in its first column, or as lines of text."""
        header = find_header(rows)
        if header:
            at, kinds = header
            self._read_rows_without_header(rows[:at])
            self.header, rows = (rows[at], kinds), rows[at + 1 :]
        elif not self.header or len(rows[0]) != len(self.header[0]):
            # Rows below the next aim go on with the headings of the table above it.
            self._read_rows_without_header(rows)
            return
        self.section = ""
        for kind, text, fields in read_rows(*self.header, rows):
            if kind == PartKind.NEED and not self.has_aim:
                self._add(PartKind.STUDENT_NEED, text)
            elif kind == "line":
                self._read_line(text.replace("\n", " "), WEAK_HEADING if find_label(text) is None else 0, -1)
                self.section = ""
            else:
                self._add(kind, text, **fields)
        if self.has_aim:
            self.aim_level = self.aim_level or WEAK_HEADING

    def _read_rows_without_header(self, rows: Sequence[Sequence[str]]) -> None:
        for row in rows:
            cells = [cell for number, cell in enumerate(row) if cell and cell not in row[:number]]
            if len(row) > 1 and cells and (kind := column_kind(cells[0]) if len(cells[0]) < LONGEST_LABEL else ""):
                self._read_label(Label(kind, is_plural=find_plural(cells[0])), cells[0], 0)
                cells = cells[1:]
            for line in "\n".join(cells).split("\n") if self.section else [" – ".join(cells).replace("\n", " ")]:
                if line:
                    self._read_line(line, 0, -1)


def _looks_like_heading(text: str, block: Mapping[str, Any], following: Mapping[str, Any]) -> bool:
    """Return whether a line without a style is a heading: short, no sentence, bold or above a list."""
    if len(text) > LONGEST_HEADING or re.search(r"[.;,]$", text):
        return False
    return bool(block.get("is_bold")) or following.get("depth", -1) >= 0 or "rows" in following
