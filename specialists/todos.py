"""What the desk asks about Specialists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from schools.roles import HUB_STAFF
from sustaining.common.todo import DeskContext, Importance, Todo, list_first, todo
from sustaining.common.waiting import only
from sustaining.common.years import AcademicYear

from .placement import unassigned


def unassigned_this_year(viewer: Any) -> Any:
    """Return the participations of the viewer's year without a Specialist to its end."""
    return unassigned(viewer, AcademicYear.of(viewer.day).start)


@todo(
    "schools without a Specialist",
    HUB_STAFF,
    Importance.FIRST,
    waiting=only(unassigned_this_year),
    rows=only(unassigned_this_year),
)
def to_place(desk: DeskContext, without: list[Any]) -> Iterator[Todo]:
    """Yield one to-do for the schools of this year that have no Specialist, or whose Specialist leaves."""
    year = AcademicYear.of(desk.viewer.day)
    if without:
        number = len(without)
        yield Todo(
            title=f"Assign a Specialist to {number} school{'' if number == 1 else 's'}",
            detail=list_first([str(participation.school) for participation in without]),
            act="Place Specialists",
            url=f"{reverse('specialists:placement')}?year={year.start}",
            since=desk.now,
            hubs=tuple(participation.hub_id for participation in without),
            schools=tuple(participation.school_id for participation in without),
        )
