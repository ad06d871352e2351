"""Plans as departments write them: pasted, and as Word files."""

from __future__ import annotations

import io
from typing import Any

from docx import Document

from sustaining.common import decoder
from sustaining.common.word_uploads import LIMITS

LETTER = """Maths Department Development Plan 2026/27

Vision: Every student thinks mathematically.
We talk about maths.

Evidence of need
Year 8 books show additive thinking.

Aim 1: Fluency with ratio
Students rely on a single method.
Actions
•\tPlan four lessons together
•\tRetrieval starters
Who: AB and CD
By when: 12/02/2027
Success criteria
Double number lines in every book

Aim 2
Develop mathematical talk
1. Agree sentence stems
2. Visit Ms Lee’s lesson
Success criteria: students explain
"""
TABLE = (
    "Aim\tAction\tWho\tBy when\tSuccess criteria\n"
    "Fluency with ratio\tPlan four lessons\nTeam teach\tAB\t12/02/2027\tBooks show it\n"
    "\tVisit a lesson\tCD\tby Easter\t\n"
    "Talk\tSentence stems\tAll\tAutumn 2\tStudents explain\n"
)


def word(*paragraphs: tuple[str, str], table: list[list[str]] | None = None, picture: bytes = b"") -> bytes:
    """Return a Word document of (text, style) paragraphs, a table and a picture."""
    document = Document()
    for text, style in paragraphs:
        document.add_paragraph(text, style=style or None)
    if table:
        made = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text
    if picture:
        document.add_picture(io.BytesIO(picture))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


HEADINGS = word(
    ("Maths plan 2026/27", "Title"),
    ("Our vision", "Heading 1"),
    ("Every student reasons.", ""),
    ("Fluency with ratio", "Heading 1"),
    ("Year 8 rely on one method.", ""),
    ("Plan four lessons", "List Bullet"),
    ("Team teach", "List Bullet"),
    ("Success criteria", "Heading 2"),
    ("Books show it", "List Bullet"),
    ("Mathematical talk", "Heading 1"),
    ("Sentence stems", "List Number"),
)


def blocks(content: bytes) -> list[dict[str, Any]]:
    """Return the blocks of a Word document, read in this process."""
    document, _ = decoder.read_words(content, dict(LIMITS))
    return document["blocks"]
