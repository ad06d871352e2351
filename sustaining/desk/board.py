"""The board's columns: which there are, how each is ordered, and what a download says in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from .quiet import in_short


@dataclass(frozen=True)
class Column:
    """A column: `sort` orders by it; `cells` are headings and values for a spreadsheet."""

    key: str
    title: str
    sort: str
    cells: tuple[tuple[str, Callable[[Any], Any]], ...]


ALWAYS = Column(
    "school", "School", "name",
    (
        ("URN", lambda row: row.school.urn), ("School", lambda row: row.school.name),
        ("Town", lambda row: row.school.town), ("Hub", lambda row: row.school.hub.name if row.school.hub else ""),
        ("Project", lambda row: row.project.code), ("Stage", lambda row: row.project.get_stage_display()),
        ("Focus", lambda row: row.focus), ("State", lambda row: row.get_state_display()),
        ("Going quiet", lambda row: in_short(row) if row.quiet else ""),
    ),
)  # fmt: skip
COLUMNS = (
    Column("specialist", "Specialist", "specialist", (("Specialist", lambda row: row.specialist_name or ""),)),
    Column("days", "Days", "days", (("Days used", lambda row: row.used), ("Days given", lambda row: row.given))),
    Column("session", "Last session", "session", (("Last session", lambda row: row.last_session),)),
    Column(
        "plan", "Plan", "plan",
        (
            ("Plan", lambda row: row.plan_words[0]), ("Aims green", lambda row: row.colours.count("green")),
            ("Aims amber", lambda row: row.colours.count("amber")), ("Aims red", lambda row: row.colours.count("red")),
        ),
    ),
    Column(
        "meetings", "Meetings", "meetings",
        (("Meetings attended", lambda row: row.attended), ("Meetings held", lambda row: row.so_far)),
    ),
    Column(
        "grant", "Grant", "left",
        (
            ("Grant, GBP", lambda row: row.amount), ("Claimed, GBP", lambda row: row.asked if row.amount else None),
            ("Paid, GBP", lambda row: row.paid), ("Left, GBP", lambda row: row.left),
        ),
    ),
)  # fmt: skip


def address(query: QueryDict, **changes: Any) -> str:
    """The board's address with some parameters changed; empty ones are left out, and the page begins anew."""
    pairs = [(name, value) for name in query for value in query.getlist(name) if name not in {*changes, "page", "as"}]
    pairs += [(name, value) for name, value in changes.items() if value not in ("", None)]
    return "?" + urlencode([(name, value) for name, value in pairs if value])


def heads(query: QueryDict, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """The table's headings: title, address that orders by it, and what `aria-sort` says."""
    shown = [ALWAYS, *(column for column in COLUMNS if column.key in wanted["show"])]
    now = wanted["sort"]
    return [
        {
            "title": column.title,
            "url": address(query, sort=f"-{column.sort}" if now == column.sort else column.sort),
            "order": {column.sort: "ascending", f"-{column.sort}": "descending"}.get(now, ""),
        }
        for column in shown
    ]


def table(rows: list[Any], show: list[str]) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows for a spreadsheet: exactly the columns that the board shows."""
    cells = [cell for column in (ALWAYS, *COLUMNS) if column is ALWAYS or column.key in show for cell in column.cells]
    return [heading for heading, _ in cells], [[value(row) for _, value in cells] for row in rows]
