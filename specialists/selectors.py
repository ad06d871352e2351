"""What a Specialist's page shows."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from sustaining.common.permissions import may
from sustaining.common.years import AcademicYear

from .days import spent_in
from .models import Assignment, Specialist
from .placement import Vacancy, unassigned


def specialist_year(specialist: Specialist, user: Any, year: AcademicYear) -> dict[str, Any]:
    """Days this year (given, assigned, used, planned, left) and the assignments that one may see, year by year."""
    counted = Specialist.objects.with_assigned(year.start).get(pk=specialist.pk)
    spent = spent_in([specialist.pk], year.start)[specialist.pk]
    given = Assignment.objects.visible_to(user).filter(specialist=specialist)
    rows = given.select_related("participation__school", "participation__project").order_by(
        "-participation__project__academic_year", "participation__school__name", "starts_on"
    )
    return {
        "specialist": counted,
        "year": year,
        "assigned": counted.assigned,
        "left": counted.days_a_year - counted.assigned,
        "used": spent.used,
        "planned": spent.planned,
        "hubs": list(counted.hubs.order_by("name")),
        "years": [
            (start, list(assignments))
            for start, assignments in groupby(
                rows, key=lambda assignment: assignment.participation.project.academic_year
            )
        ],
    }


def assignable_hub_ids(rows: list[Vacancy], user: Any) -> set[int | None]:
    """Keys of the hubs at whose schools one may place: asked once a hub, since the rule goes by the hub."""
    by_hub = {vacancy.participation.school.hub_id: vacancy.participation for vacancy in rows}
    return {hub for hub, participation in by_hub.items() if may(user, "specialists.assign_specialist", participation)}


def placement_years(user: Any, this_year: AcademicYear, selected: str) -> list[dict[str, Any]]:
    """This year and the next, each with how many schools wait; the one `wanted` is current, else the first with any."""
    years = [this_year, AcademicYear(this_year.start + 1)]
    counts = [unassigned(user, year.start).count() for year in years]
    first = next((year for year, count in zip(years, counts, strict=True) if count), this_year)
    current = next((year for year in years if str(year.start) == selected), first)
    return [
        {"year": year, "count": count, "current": year == current} for year, count in zip(years, counts, strict=True)
    ]


def placement_year(user: Any, this_year: AcademicYear, selected: str) -> AcademicYear:
    """The academic year that placing is about. See placement_years."""
    return next(choice["year"] for choice in placement_years(user, this_year, selected) if choice["current"])
