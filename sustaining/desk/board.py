"""The board's columns: their order, how each cell is rendered, and what an export holds.

`board_table` is the export: exactly the columns, rows and order that the page shows. `views.board_csv` and `board_xlsx`
send it as a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from funding.grant_balance import GrantBalance
from sustaining.common.clock import today
from sustaining.common.counts import counted
from sustaining.common.money import format_pounds
from sustaining.common.patterns import fill_template

from .board_rows import BoardRow
from .quiet import QuietReason, quiet_labels, quiet_summary

if TYPE_CHECKING:
    from .forms import BoardForm

CellFigures = Decimal | int | str | date | tuple[str, ...] | None
"""What a cell may be rendered from: figures and states, never a name."""
Cell = Callable[[BoardRow, date], SafeString]


@dataclass(frozen=True)
class Column:
    """A column: `sort` orders by it; `cells` are headings and values for a spreadsheet."""

    key: str
    title: str
    sort: str
    cells: tuple[tuple[str, Callable[[BoardRow], Any]], ...]
    is_number: bool = False


ALWAYS = Column(
    "school", "School", "name",
    (
        ("URN", lambda row: row.urn), ("School", lambda row: row.school), ("Town", lambda row: row.town),
        ("Hub", lambda row: row.hub), ("Project", lambda row: row.project_code),
        ("Stage", lambda row: row.stage_label), ("Focus", lambda row: row.focus),
        ("Status", lambda row: row.state_label), ("Needs attention", lambda row: quiet_summary(row, today())),
    ),
)  # fmt: skip
NOT_AT_FIRST = ("specialist", "responsible", "cadence")
"""Columns that a person adds: with all of them the others are too narrow to read at 1440 px."""
SPECIALIST = Column("specialist", "Specialist", "specialist", (("Specialist", lambda row: row.specialist or ""),))
RESPONSIBLE = Column(
    "responsible", "Responsible", "responsible", (("Person responsible", lambda row: row.responsible),)
)
"""For the hub's staff alone."""
COLUMNS = (
    SPECIALIST,
    RESPONSIBLE,
    Column(
        "days", "Support days", "days",
        (("Support days used", lambda row: row.days_used), ("Support days given", lambda row: row.days_given)),
        is_number=True,
    ),
    Column("session", "Last session", "session", (("Last session", lambda row: row.last_session),)),
    Column(
        "cadence", "Sessions", "cadence",
        (
            ("Sessions with the Specialist", lambda row: row.sessions_held),
            ("Sessions expected so far", lambda row: row.sessions_expected),
        ),
    ),
    Column(
        "plan", "Plan", "plan",
        (
            ("Plan", lambda row: row.plan_status.label), ("Aims green", lambda row: row.colours.count("green")),
            ("Aims amber", lambda row: row.colours.count("amber")), ("Aims red", lambda row: row.colours.count("red")),
        ),
    ),
    Column(
        "meetings", "Meetings", "meetings",
        (("Meetings attended", lambda row: row.meetings_attended), ("Meetings held", lambda row: row.meetings_held)),
    ),
    Column(
        "checklist", "Checklist", "overdue",
        (
            ("Checklist steps done", lambda row: row.checklist.done if row.checklist else None),
            ("Checklist steps", lambda row: row.checklist.total if row.checklist else None),
            ("Checklist steps overdue", lambda row: row.checklist.overdue if row.checklist else None),
        ),
    ),
    Column(
        "grant", "Grant", "left",
        (
            ("Grant, GBP", lambda row: row.amount), ("Claimed, GBP", lambda row: row.grant.claimed if row.grant else None),
            ("Paid, GBP", lambda row: row.paid), ("Left, GBP", lambda row: row.grant.left if row.grant else None),
        ),
    ),
)  # fmt: skip


WINDOW_NOTICE = timedelta(weeks=8)
"""How long before its last day the board says that a claim window closes."""


def url_with(query: QueryDict, **changes: Any) -> str:
    """Return the board's query string with some parameters changed; empty ones are left out, and the page is the first."""
    pairs = [(name, value) for name in query for value in query.getlist(name) if name not in {*changes, "page", "as"}]
    pairs += [(name, value) for name, value in changes.items() if value not in ("", None)]
    return "?" + urlencode([(name, value) for name, value in pairs if value])


def column_headers(query: QueryDict, filters: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the table's headings: title, address that orders by it, and the value of `aria-sort`."""
    shown = [ALWAYS, *(column for column in COLUMNS if column.key in filters["show"])]
    sort = filters["sort"]
    return [
        {
            "title": column.title,
            "url": url_with(query, sort=f"-{column.sort}" if sort == column.sort else column.sort),
            "order": {column.sort: "ascending", f"-{column.sort}": "descending"}.get(sort, ""),
            "is_number": column.is_number,
            "icon": {column.sort: "arrow-up", f"-{column.sort}": "arrow-down"}.get(sort, "chevron-expand"),
        }
        for column in shown
    ]


def filter_pills(form: BoardForm, query: QueryDict) -> list[dict[str, str]]:
    """Return what narrows or orders the board now: each in words, with the address that leaves it out."""
    return [{"label": label, "url": url_with(query, **{name: ""})} for name, label in form.in_words()]


CONCERNS = Column("concerns", "Concerns", "", (("Open concerns", lambda row: ", ".join(row.concerns)),))
"""A column of the export alone, for those who read concerns: the page shows them below the school's name."""


def board_table(
    rows: list[BoardRow], show: list[str], *, reads_concerns: bool = False
) -> tuple[list[str], list[list[Any]]]:
    """Return headings and rows for a spreadsheet: exactly what the board shows.

    The Specialist is always there: without a column of its own it stands below the school's name.
    """
    columns = [column for column in (ALWAYS, *COLUMNS) if column in (ALWAYS, SPECIALIST) or column.key in show]
    columns += [CONCERNS] if reads_concerns else []
    return [heading for column in columns for heading, _ in column.cells], [
        [
            value(row) if row.sees_plan or column.key not in PLAN_COLUMNS else ""
            for column in columns
            for _, value in column.cells
        ]
        for row in rows
    ]


@lru_cache(maxsize=8192)
def render_cell(column: str, **figures: CellFigures) -> SafeString:
    """Render a cell of figures and states. Kept across requests because many schools share it and it names nobody."""
    return render_to_string(f"desk/board_cells.html#{column}", figures)


def _days_cell(row: BoardRow, on: date) -> SafeString:
    return render_cell("days", used=row.days_used, given=row.days_given)


def _session_cell(row: BoardRow, on: date) -> SafeString:
    return render_cell("session", last_session=row.last_session, on=on)  # `on`: the cell says how long ago it was


def _cadence_cell(row: BoardRow, on: date) -> SafeString:
    return render_cell("cadence", held=row.sessions_held, expected=row.sessions_expected)


def _plan_cell(row: BoardRow, on: date) -> SafeString:
    status = row.plan_status
    return render_cell("plan", label=status.label, tone=status.tone, next=status.next, colours=row.colours)


def _meetings_cell(row: BoardRow, on: date) -> SafeString:
    held, attended = row.meetings_held, row.meetings_attended
    return render_cell("meetings", marks=tuple(row.meetings), held=held, attended=attended)


def _checklist_cell(row: BoardRow, on: date) -> SafeString:
    checklist = row.checklist
    if checklist is None:
        return render_cell("checklist", total=0)
    return render_cell("checklist", done=checklist.done, total=checklist.total, overdue=checklist.overdue)


def _grant_cell(row: BoardRow, on: date) -> SafeString:
    grant = row.grant
    if not grant or not grant.amount:
        return render_cell("grant", step="", more="", window="", is_waiting=False)
    step, is_waiting = grant_step(grant, row.queried)
    more = "Waiting for the school" if step.endswith("queried") else f"{format_pounds(grant.left)} left"
    window = window_note(row.last_claim_day, on) if row.is_active and grant.left > 0 else ""
    return render_cell("grant", step=step, more=more, window=window, is_waiting=is_waiting)


def window_note(last_day: date, on: date) -> str:
    """Return that the claim window closes soon or has closed; empty while there is more time than WINDOW_NOTICE."""
    left = (last_day - on).days
    if left > WINDOW_NOTICE.days:
        return ""
    if left < 0:
        return "Claim window closed"
    if not left:
        return "Claim window closes today"
    return f"Claim window closes in {counted(left, 'day') if left < 14 else counted(left // 7, 'week')}"


def grant_step(grant: GrantBalance, queried: Decimal) -> tuple[str, bool]:
    """Return the step that a grant is at, the one that somebody must act on first, and whether the hub must."""
    steps = (
        (grant.waiting - queried, "to approve", True),
        (queried, "queried", False),
        (grant.approved, "to pay", True),
        (grant.in_payment, "in payment run", False),
    )
    for amount, step, is_waiting in steps:
        if amount > 0:
            return f"{format_pounds(amount)} {step}", is_waiting
    if not grant.paid:
        return "Nothing claimed", False
    return ("Paid in full" if grant.paid == grant.amount else f"{format_pounds(grant.paid)} paid"), False


CELLS: dict[str, Cell] = {
    "days": _days_cell,
    "session": _session_cell,
    "cadence": _cadence_cell,
    "plan": _plan_cell,
    "meetings": _meetings_cell,
    "checklist": _checklist_cell,
    "grant": _grant_cell,
}
"""The columns after the Specialist's, each rendered from figures alone."""
PLAN_COLUMNS = {"session", "cadence", "plan", "meetings", "checklist"}
"""Columns that are empty where somebody looks after a school's money alone."""


PLAIN, SERIOUS = SafeString(""), SafeString('class="attention"')
"""What a row's tag has beside its name."""


def render_board_rows(rows: list[BoardRow], show: list[str], on: date, *, selects: bool = False) -> SafeString:
    """Render the board's rows with the columns in `show`, as of `on`; `selects` gives each a checkbox."""
    cells = [(column.key, CELLS[column.key]) for column in COLUMNS if column.key in show and column.key in CELLS]
    options = {
        "shows_specialist": SPECIALIST.key in show,
        "shows_responsible": RESPONSIBLE.key in show,
        "selects": selects,
    }
    texts = (_row_texts(row, cells, on, names_specialist=SPECIALIST.key not in show) for row in rows)
    return SafeString("".join(fill_template("desk/board_row.html", each, **options) for each in texts))


def _row_texts(
    row: BoardRow, cells: Iterable[tuple[str, Cell]], on: date, *, names_specialist: bool
) -> dict[str, SafeString | str]:
    """Return what a row's template writes: texts, and cells that are rendered."""
    reasons = quiet_labels(row, on)
    return {
        "look": SERIOUS if reasons and reasons[0].is_serious else PLAIN,
        "key": str(row.pk),
        "urn": str(row.urn),
        "school": row.school,
        "place": row.town + _specialist_note(row) if names_specialist else row.town,
        "tags": _tags(row),
        "reasons": _reasons(row, reasons),
        "specialist": row.specialist or "Not assigned",
        "responsible": row.responsible or "No one",
        "cells": SafeString(
            "".join(
                cell(row, on) if row.sees_plan or key not in PLAN_COLUMNS else render_cell("empty")
                for key, cell in cells
            )
        ),
    }


def _specialist_note(row: BoardRow) -> str:
    """Return what follows the town while the Specialist has no column."""
    if row.specialist:
        return f", {row.specialist}"
    return ", no Specialist assigned" if row.is_active else ""


def _tags(row: BoardRow) -> SafeString:
    status = row.other_status
    if not (row.is_watched or status):
        return PLAIN
    return render_cell(
        "tags", is_watched=row.is_watched, label=status.label if status else "", tone=status.tone if status else ""
    )


def _reasons(row: BoardRow, reasons: Iterable[QuietReason]) -> SafeString:
    """Render why a school needs attention, and what its open concerns are about."""
    marks = [
        render_cell("reason", label=reason.label, icon=reason.icon, is_serious=reason.is_serious) for reason in reasons
    ]
    if row.concerns:
        marks.append(render_cell("concerns", kinds=row.concerns))
    return SafeString("".join(marks))
