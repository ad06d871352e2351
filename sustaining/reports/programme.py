"""The hubs side by side: one row a hub, every figure from the rows themselves, in one statement however many hubs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

from devplans import as_at
from devplans.choices import AGREED_STATES
from schools.hub_history import hub_names_on
from schools.models import Hub
from sustaining.common.money import format_pounds
from sustaining.common.templatetags.sustaining import days
from sustaining.common.typed_text import sort_key
from sustaining.common.years import AcademicYear

from .filters import ReportFilter

# One statement, each fact gathered by participation first, so that no join multiplies another.
FIGURES = """
WITH years AS MATERIALIZED (
    SELECT p.id, p.school_id, p.state, p.hub_id,
           p.state = 'withdrawn' AND (p.ended_on <= (p.enrolled_at AT TIME ZONE 'Europe/London')::date
                                      OR p.ended_on < make_date(j.academic_year, 9, 1)) AS never_began
    FROM schools_participation p
    JOIN schools_project j ON j.id = p.project_id
    WHERE j.academic_year = %(year)s AND NOT p.entered_by_mistake
      AND p.state NOT IN ('proposed', 'declined')
      AND (%(focus)s = '' OR p.focus = %(focus)s) AND (%(stage)s = '' OR j.stage = %(stage)s)
),
parts AS (
    SELECT hub_id, count(DISTINCT school_id) FILTER (WHERE state <> 'withdrawn') AS schools,
           count(*) FILTER (WHERE state = 'completed') AS completed,
           count(*) FILTER (WHERE state = 'withdrawn' AND NOT coalesce(never_began, false)) AS withdrawn
    FROM years GROUP BY hub_id
),
held AS (
    SELECT y.hub_id, count(*) AS sessions,
           coalesce(sum(x.length) FILTER (WHERE x.state = 'confirmed' AND x.specialist_id IS NOT NULL), 0) AS used
    FROM devplans_session x JOIN years y ON y.id = x.participation_id
    WHERE x.state IN ('held', 'queried', 'confirmed') GROUP BY y.hub_id
),
given AS (
    SELECT hub_id, sum(days) AS given FROM (
        SELECT y.hub_id, a.days FROM specialists_assignment a JOIN years y ON y.id = a.participation_id
        WHERE a.ends_on IS NULL
        UNION ALL
        SELECT y.hub_id, x.length FROM devplans_session x JOIN years y ON y.id = x.participation_id
        WHERE x.state = 'confirmed' AND x.specialist_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM specialists_assignment a WHERE a.participation_id = x.participation_id
            AND a.specialist_id = x.specialist_id AND a.ends_on IS NULL
        )
    ) AS parts_given GROUP BY hub_id
),
plans AS (
    SELECT y.hub_id, count(DISTINCT l.id) FILTER (WHERE CASE WHEN %(is_past)s THEN (
        SELECT e.state FROM devplans_planevent e WHERE e.pgh_obj_id = l.id AND e.state_since < %(end)s
        ORDER BY e.state_since DESC, e.pgh_id DESC LIMIT 1) ELSE l.state END = ANY(%(agreed)s)) AS agreed
    FROM devplans_plan l JOIN years y ON y.school_id = l.school_id AND y.state <> 'withdrawn' GROUP BY y.hub_id
),
came AS (
    SELECT y.hub_id, count(*) AS marks, count(*) FILTER (WHERE t.mark = 'present') AS present
    FROM workgroups_attendance t JOIN years y ON y.id = t.participation_id
    JOIN workgroups_meeting m ON m.id = t.meeting_id AND m.state = 'held' GROUP BY y.hub_id
),
judged AS (
    SELECT DISTINCT ON (m.aim_id) l.school_id, m.colour FROM (
        SELECT id, aim_id, review_id, colour, judged_at FROM devplans_judgement WHERE NOT %(is_past)s
        UNION ALL
        SELECT pgh_id, aim_id, review_id, colour, judged_at FROM devplans_judgementevent
        WHERE %(is_past)s AND judged_at < %(end)s
    ) m
    JOIN devplans_review v ON v.id = m.review_id AND v.academic_year = %(year)s JOIN devplans_plan l ON l.id = v.plan_id
    ORDER BY m.aim_id, m.judged_at DESC, m.id DESC
),
told AS (
    SELECT l.school_id, (e.students + e.teachers + e.department) / 3.0 AS mean
    FROM devplans_evaluation e JOIN devplans_plan l ON l.id = e.plan_id
    WHERE e.academic_year = %(year)s AND e.handed_in_at IS NOT NULL
),
outcomes AS (
    SELECT s.hub_id, sum(j.aims) AS aims, sum(j.green) AS green, count(t.school_id) AS evaluated, sum(t.mean) AS said
    FROM (SELECT DISTINCT hub_id, school_id FROM years WHERE state <> 'withdrawn') s
    LEFT JOIN (SELECT school_id, count(*) AS aims, count(*) FILTER (WHERE colour = 'green') AS green
               FROM judged GROUP BY school_id) j ON j.school_id = s.school_id
    LEFT JOIN told t ON t.school_id = s.school_id GROUP BY s.hub_id
),
money AS (
    SELECT y.hub_id, sum(g.amount) AS granted, sum(g.committed) AS committed, sum(g.paid) AS paid
    FROM funding_grant g JOIN years y ON y.id = g.participation_id GROUP BY y.hub_id
)
SELECT h.id, h.name, h.region, coalesce(parts.schools, 0), coalesce(parts.completed, 0), coalesce(parts.withdrawn, 0),
       coalesce(held.sessions, 0), coalesce(held.used, 0), coalesce(given.given, 0), coalesce(plans.agreed, 0),
       coalesce(came.marks, 0), coalesce(came.present, 0), coalesce(outcomes.aims, 0), coalesce(outcomes.green, 0),
       coalesce(outcomes.evaluated, 0), coalesce(outcomes.said, 0),
       coalesce(money.granted, 0), coalesce(money.committed, 0), coalesce(money.paid, 0)
FROM schools_hub h LEFT JOIN parts ON parts.hub_id = h.id LEFT JOIN held ON held.hub_id = h.id
LEFT JOIN given ON given.hub_id = h.id LEFT JOIN plans ON plans.hub_id = h.id
LEFT JOIN came ON came.hub_id = h.id LEFT JOIN outcomes ON outcomes.hub_id = h.id
LEFT JOIN money ON money.hub_id = h.id ORDER BY h.name
"""
NAMES = (
    "pk", "name", "region", "schools", "completed", "withdrawn", "sessions", "used", "given", "agreed", "marks", "present",
    "judged", "green", "evaluated", "said", "granted", "committed", "paid",
)  # fmt: skip
HEADINGS = [
    ("name", "Hub"), ("schools", "Schools"), ("completed", "Completed"), ("withdrawn", "Withdrawn"),
    ("sessions", "Sessions"), ("used", "Support days used"), ("given", "Support days given"), ("agreed", "Plans agreed"),
    ("came", "Attendance (%)"), ("greens", "Green aims (%)"),
    ("evaluated", "Evaluations"), ("change", "Change (1 to 5)"),
    ("granted", "Granted"), ("committed", "Committed"), ("paid", "Paid"),
]  # fmt: skip


def compare_hubs(report_filter: ReportFilter) -> list[dict[str, Any]]:
    """Return one row for each hub that the user sees; `came`, `greens` and `change` are None without data."""
    seen = set(Hub.objects.visible_to(report_filter.user).values_list("pk", flat=True))
    values = sql_values(report_filter.year, report_filter.focus, report_filter.stage)
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, values)
        rows = [dict(zip(NAMES, row, strict=True)) for row in cursor.fetchall()]
    former = hub_names_on(report_filter.as_at)
    return [_with_shares({**row, "name": former.get(row["pk"], row["name"])}) for row in rows if row["pk"] in seen]


def sql_values(year: AcademicYear, focus: str = "", stage: str = "") -> dict[str, Any]:
    """Return what FIGURES asks for: the filters, how to read the year, and which states count as agreed."""
    as_of = {"is_past": as_at.is_past(year), "end": as_at.year_end(year)}
    return {"year": year.start, "focus": focus, "stage": stage, **as_of, "agreed": list(AGREED_STATES)}


def _with_shares(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "came": _share(row["present"], row["marks"]),
        "greens": _share(row["green"], row["judged"]),
        "change": round(row["said"] / row["evaluated"], 1) if row["evaluated"] else None,
    }


def _share(part: int, total: int) -> int | None:
    return round(100 * part / total) if total else None


def total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the total row of all hubs."""
    return _with_shares({name: sum(row[name] for row in rows) for name in NAMES[3:]})


def _shown_as(show: Callable[[Any], str], empty: str = "") -> Callable[[Any], str]:
    return lambda value: empty if value is None else show(value)


SHOWN: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(("used", "given"), days),
    **dict.fromkeys(("came", "greens", "change"), _shown_as(str, "–")),
    **dict.fromkeys(("granted", "committed", "paid"), format_pounds),
}
"""How a column is shown, where its value alone is not."""


def numbers_as_shown(row: dict[str, Any]) -> list[str]:
    """Return the numbers of a row after that of its schools, in the order of the headings."""
    return [SHOWN.get(name, str)(row[name]) for name, _ in HEADINGS[2:]]


def sort_rows(rows: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """By any column, `-` before it for the largest first; by name when there is no such column."""
    name, backwards = sort.removeprefix("-"), sort.startswith("-")
    if name not in {key for key, _ in HEADINGS}:
        return rows
    empty = [row for row in rows if row[name] is None]
    filled = sorted(
        (row for row in rows if row[name] is not None), key=lambda row: _sortable(row[name]), reverse=backwards
    )
    return [*filled, *empty]


def _sortable(value: Any) -> Any:
    return sort_key(value) if isinstance(value, str) else value
