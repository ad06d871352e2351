"""What a Specialist's page shows."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from sustaining.common.permissions import may
from sustaining.common.years import AcademicYear

from .days import spent_in
from .models import Assignment, Specialist
from .placement import Vacancy, unassigned


def year_of(specialist: Specialist, user: Any, year: AcademicYear) -> dict[str, Any]:
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
            (start, list(those))
            for start, those in groupby(rows, key=lambda one: one.participation.project.academic_year)
        ],
    }


def hubs_to_place_at(found: list[Vacancy], user: Any) -> set[int | None]:
    """Keys of the hubs at whose schools one may place: asked once a hub, since the rule goes by the hub."""
    one_a_hub = {vacancy.participation.school.hub_id: vacancy.participation for vacancy in found}
    return {hub for hub, one in one_a_hub.items() if may(user, "specialists.assign_specialist", one)}


def years_to_place(user: Any, this_year: AcademicYear, wanted: str) -> list[dict[str, Any]]:
    """This year and the next, each with how many schools wait; the one `wanted` is current, else the first with any."""
    years = [this_year, AcademicYear(this_year.start + 1)]
    counts = [unassigned(user, year.start).count() for year in years]
    first = next((year for year, count in zip(years, counts, strict=True) if count), this_year)
    current = next((year for year in years if str(year.start) == wanted), first)
    return [
        {"year": year, "count": count, "current": year == current} for year, count in zip(years, counts, strict=True)
    ]


def year_to_place(user: Any, this_year: AcademicYear, wanted: str) -> AcademicYear:
    """The academic year that placing is about. See years_to_place."""
    return next(one["year"] for one in years_to_place(user, this_year, wanted) if one["current"])
