"""A plan as a Word document, for whoever has to put it before governors or write on in it."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from docx import Document
from docx.shared import Pt, RGBColor

from sustaining.common.years import AcademicYear

from .content import as_content
from .fields import AIM, JUDGEMENT, PLAN, STEP, aim_line
from .models import Plan

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEAL = RGBColor(0x0B, 0x5D, 0x5E)
UNKEEPABLE = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13))


def plan_as_docx(plan: Plan, day: date) -> bytes:
    """The plan as it stands: vision, evidence of need, and each aim with its steps in a table."""
    content = as_content(plan)
    document = Document()
    _style(document)
    document.core_properties.title = f"Development plan, {plan.school}"
    document.core_properties.author = str(plan.school)
    document.add_heading("Development plan", 0)
    state = str(plan.get_state_display()).lower()
    _text(document, f"{plan.school} · {AcademicYear(plan.academic_year)} · {state}, printed {_day(day)}")
    for text in PLAN.shown:
        if words := text.words(content):
            document.add_heading(text.heading, 1)
            _text(document, words)
    document.add_heading("Aims", 1)
    for aim in content["aims"]:
        _aim(document, aim)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _style(document: Any) -> None:
    normal = document.styles["Normal"].font
    normal.name, normal.size = "Calibri", Pt(11)
    for name in ("Title", "Heading 1", "Heading 2"):
        document.styles[name].font.color.rgb = TEAL


def _aim(document: Any, aim: dict[str, Any]) -> None:
    document.add_heading(_clean(AIM.title.words(aim)), 2)
    _text(document, aim_line(aim))
    for text in AIM.texts:
        if text is not AIM.title and (words := text.words(aim)):
            _text(document, words, f"{text.heading}. ")
    if aim["steps"]:
        _table(document, [one.heading for one in STEP.shown], [
            [one.words(step) for one in STEP.shown] for step in aim["steps"]
        ])  # fmt: skip
    if aim["marks"]:
        document.add_paragraph()
        rows = [[mark["term"], *(one.words(mark) for one in JUDGEMENT.shown)] for mark in aim["marks"]]
        _table(document, ["Review", *(one.heading for one in JUDGEMENT.shown)], rows)


def _table(document: Any, headings: list[str], rows: list[list[str]]) -> None:
    table = document.add_table(rows=1, cols=len(headings), style="Light Grid Accent 1")
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.text = heading
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = _clean(words)


def _text(document: Any, words: str, label: str = "") -> None:
    for number, line in enumerate(_clean(words).split("\n")):
        paragraph = document.add_paragraph()
        if label and not number:
            paragraph.add_run(label).bold = True
        paragraph.add_run(line)


def _clean(words: str) -> str:
    """Without the signs that XML cannot hold."""
    return words.translate(UNKEEPABLE)


def _day(value: date | None) -> str:
    return f"{value.day} {value:%B %Y}" if value else ""
