"""Data for the pages of Specialists."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.http import Http404

from schools.choices import HubRole
from schools.models import Hub, HubStaff
from sustaining.common.permissions import may
from sustaining.common.years import AcademicYear

from .days import count_ended_support, days_left_for_successors, spent_in
from .models import Assignment, Specialist
from .placement import Vacancy, unassigned

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def led_hubs(user: User) -> list[int]:
    """Return the keys of the hubs at work that the user leads. One query."""
    led = Hub.objects.visible_to(user).at_work().filter(pk__in=HubStaff.get_hubs(user, HubRole.LEAD))
    return list(led.values_list("pk", flat=True))


def specialist_year(specialist: Specialist, user: User, year: AcademicYear) -> dict[str, Any]:
    """Return the context of a Specialist's page: days this year, and the visible assignments year by year."""
    (counted,) = count_ended_support([Specialist.objects.with_assigned(year.start).get(pk=specialist.pk)], year.start)
    spent = spent_in([specialist.pk], year.start)[specialist.pk]
    given = Assignment.objects.visible_to(user).valid().filter(specialist=specialist)
    rows = given.select_related("participation__school", "participation__project").order_by(
        "-participation__project__academic_year", "participation__school__sort_name", "starts_on"
    )
    return {
        "specialist": counted,
        "year": year,
        "assigned": counted.assigned,
        "left": max(counted.days_in_year - counted.assigned, Decimal(0)),
        "over": max(counted.assigned - counted.days_in_year, spent.used - counted.days_in_year, Decimal(0)),
        "used": spent.used,
        "planned": spent.planned,
        "hubs": list(counted.hubs.order_by("sort_name")),
        "years": [
            (start, list(assignments))
            for start, assignments in groupby(
                rows, key=lambda assignment: assignment.participation.project.academic_year
            )
        ],
    }


def days_by_year(specialist: Specialist, user: User, this_year: AcademicYear) -> dict[AcademicYear, Decimal]:
    """Return what the Specialist can give this year and in the next, in days. Two queries."""
    rows = Specialist.objects.visible_to(user).filter(pk=specialist.pk)
    years = (this_year, this_year.next())
    return {year: rows.with_assigned(year.start).values_list("days_in_year", flat=True).get() for year in years}


def leaving_assignments(specialist: Specialist, user: User) -> list[Assignment]:
    """Return the open assignments that the user may hand over, each with `.days_left` for a successor."""
    rows = Assignment.objects.visible_to(user).valid().filter(specialist=specialist, ends_on__isnull=True)
    assignments = []
    allowed: dict[int | None, bool] = {}
    for assignment in rows.with_names().order_by("participation__school__sort_name", "pk"):
        hub = assignment.participation.hub_id
        if hub not in allowed:
            allowed[hub] = may(user, "specialists.assign_specialist", assignment.participation)
        if allowed[hub]:
            assignments.append(assignment)
    left = days_left_for_successors(assignments)
    for assignment in assignments:
        assignment.days_left = left[assignment.pk]
    return assignments


def count_open_assignments(specialist: Specialist) -> int:
    """Return how many schools, at whichever hub, the Specialist is assigned to without a last day."""
    return Assignment.objects.filter(specialist=specialist, ends_on__isnull=True).count()


def assignable_hub_ids(rows: list[Vacancy], user: User) -> set[int | None]:
    """Return the keys of the hubs whose schools the user may assign to. One check for each hub, not each school."""
    by_hub = {vacancy.participation.hub_id: vacancy.participation for vacancy in rows}
    return {hub for hub, participation in by_hub.items() if may(user, "specialists.assign_specialist", participation)}


def placement_years(user: User, this_year: AcademicYear, selected: str) -> list[dict[str, Any]]:
    """Return this year and the next, each with the number of waiting schools.

    The year `selected` is current; if none is selected, the first with any. Raise Http404 for another year.
    """
    years = [this_year, AcademicYear(this_year.start + 1)]
    if selected and selected not in {str(year.start) for year in years}:
        raise Http404("Schools can be placed for this year and next year.")
    counts = [unassigned(user, year.start).count() for year in years]
    first = next((year for year, count in zip(years, counts, strict=True) if count), this_year)
    current = next((year for year in years if str(year.start) == selected), first)
    return [
        {"year": year, "count": count, "current": year == current} for year, count in zip(years, counts, strict=True)
    ]


def placement_year(user: User, this_year: AcademicYear, selected: str) -> AcademicYear:
    """Return the academic year that the placement page shows. See `placement_years`."""
    return next(choice["year"] for choice in placement_years(user, this_year, selected) if choice["current"])
