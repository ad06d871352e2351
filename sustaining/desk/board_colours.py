"""The latest colour of each aim in the plans of schools, for rows of the board."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from devplans import as_at
from devplans.models import Aim, Plan
from schools.viewer import Viewer, as_viewer
from sustaining.common.gathering import gather
from sustaining.common.slots import keys_slot, slot
from sustaining.common.years import AcademicYear

from .board_rows import BoardRow

SCHOOLS = slot(1)


def latest_colours(viewer: Viewer, schools: Any, year: AcademicYear) -> Any:
    """Return the latest colour of each aim that `viewer` sees, up to the year and as at it, as values.

    `schools` are keys, or a slot for them. The values are the school, the aim's place in its plan, the aim and the colour.
    """
    plans = Plan.objects.visible_to(viewer).filter(school__in=schools)
    aims = as_at.aims_in_plan(Aim.objects.filter(plan__in=plans.order_by().values("pk")), year)
    if not as_at.is_past(year):
        aims = aims.in_plan()
    marks = as_at.judgements(year).filter(aim__in=aims.order_by().values("pk"), review__academic_year__lte=year.start)
    latest = marks.order_by("aim", "-judged_at", "-pk").distinct("aim")
    return latest.values_list("aim__plan__school", "aim__position", "aim", "colour")


def group_colours(values: Iterable[Any]) -> dict[int, tuple[str, ...]]:
    """Return the colours of `latest_colours` by the key of the school, in the plan's order. No query."""
    colours: dict[int, list[str]] = defaultdict(list)
    for school, *_, colour in sorted(values):
        colours[school].append(colour)
    return {school: tuple(of_aims) for school, of_aims in colours.items()}


def with_colours(rows: list[BoardRow], viewer: Viewer) -> list[BoardRow]:
    """Return the rows, of one year, with the latest colour of each aim that `viewer` sees. One query."""
    if not rows:
        return []
    year = AcademicYear(max(row.year for row in rows))
    read = gather(_compose, as_viewer(viewer), {SCHOOLS: [row.school_id for row in rows]}, year)
    colours = group_colours(read["colours"])
    return [row._replace(colours=colours.get(row.school_id, ())) for row in rows]


def _compose(scope: Any, year: AcademicYear) -> dict[str, Any]:
    return {"colours": latest_colours(scope, keys_slot(1), year)}
