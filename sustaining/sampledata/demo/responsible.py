"""Who looks after which school of the demo's hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schools.models import Participation
from sustaining.casework import actions

if TYPE_CHECKING:
    from .build import Builder

WITHOUT = 2
"""How many schools no one looks after yet, so that the desk asks for a person."""


def give_schools(builder: Builder) -> None:
    """Share the schools of the year between the hub's lead and administrator; leave a few to choose someone for."""
    years = Participation.objects.in_progress().filter(
        hub=builder.hub, project__academic_year=builder.project.academic_year
    )
    for number, year in enumerate(list(years.order_by("school__urn", "pk"))[WITHOUT:]):
        person = (builder.lead, builder.hubadmin)[number % 2]
        actions.give_school(year, person=person, by=builder.lead, now=builder.moment(20))
