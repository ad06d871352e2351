"""Development plans as Word documents, for governors or for further editing."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

from sustaining.common.heavy import HeavyModule
from sustaining.common.years import AcademicYear

from .content import as_content
from .fields import AIM, JUDGEMENT, PLAN, STEP, aim_line
from .models import Plan

if TYPE_CHECKING:
    import docx
    from docx import shared
    from docx.oxml import ns
else:
    docx, shared, ns = HeavyModule("docx"), HeavyModule("docx.shared"), HeavyModule("docx.oxml.ns")

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
A4 = 210, 297
"""Width and height in millimetres."""
TEAL = 0x0B, 0x5D, 0x5E
UNKEEPABLE = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13))


def plan_as_docx(plan: Plan, day: date) -> bytes:
    """Return the current plan as a Word file: vision, evidence of need, and each aim with a table of its steps."""
    content = as_content(plan)
    document = new_document()
    document.core_properties.title = f"Development plan, {plan.school}"
    document.core_properties.author = str(plan.school)
    document.add_heading("Development plan", 0)
    state = str(plan.get_state_display()).lower()
    add_paragraphs(document, f"{plan.school} · {AcademicYear(plan.academic_year)} · {state}, printed {_day(day)}")
    for plan_field in PLAN.shown:
        if value := plan_field.display(content):
            document.add_heading(plan_field.heading, 1)
            add_paragraphs(document, value)
    document.add_heading("Aims", 1)
    for aim in content["aims"]:
        _add_aim(document, aim)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def new_document() -> Any:
    """Return an empty Word document as British schools print and check it: A4, in British English."""
    document = docx.Document()
    _style(document)
    section = document.sections[0]
    section.page_width, section.page_height = map(shared.Mm, A4)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = shared.Mm(25)
    document.core_properties.language = "en-GB"
    for language in document.styles.element.iter(ns.qn("w:lang")):
        language.set(ns.qn("w:val"), "en-GB")
    return document


def _style(document: Any) -> None:
    normal = document.styles["Normal"].font
    normal.name, normal.size = "Calibri", shared.Pt(11)
    for name in ("Title", "Heading 1", "Heading 2"):
        document.styles[name].font.color.rgb = shared.RGBColor(*TEAL)


def _add_aim(document: Any, aim: dict[str, Any]) -> None:
    document.add_heading(_strip_unkeepable(AIM.title.display(aim)), 2)
    add_paragraphs(document, aim_line(aim))
    for plan_field in AIM.texts:
        if plan_field is not AIM.title and (value := plan_field.display(aim)):
            add_paragraphs(document, value, f"{plan_field.heading}. ")
    if aim["steps"]:
        add_table(document, [plan_field.heading for plan_field in STEP.shown], [
            [plan_field.display(step, long_dates=True) for plan_field in STEP.shown] for step in aim["steps"]
        ])  # fmt: skip
    if aim["marks"]:
        document.add_paragraph()
        rows = [[mark["term"], *(plan_field.display(mark) for plan_field in JUDGEMENT.shown)] for mark in aim["marks"]]
        add_table(document, ["Review", *(plan_field.heading for plan_field in JUDGEMENT.shown)], rows)


def add_table(document: Any, headings: list[str], rows: list[list[str]]) -> None:
    """Add a table with a row of headings."""
    table = document.add_table(rows=1, cols=len(headings), style="Light Grid Accent 1")
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.text = heading
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = _strip_unkeepable(value)


def add_paragraphs(document: Any, text: str, label: str = "") -> None:
    """Add a text, one paragraph a line; a label stands before it in bold."""
    for number, line in enumerate(_strip_unkeepable(text).split("\n")):
        paragraph = document.add_paragraph()
        if label and not number:
            paragraph.add_run(label).bold = True
        paragraph.add_run(line)


def _strip_unkeepable(text: str) -> str:
    """Return the text without the characters that XML does not allow."""
    return text.translate(UNKEEPABLE)


def _day(value: date | None) -> str:
    return f"{value.day} {value:%B %Y}" if value else ""
