"""What a school's move to another hub would do: which years stay, which pass on, and who is emailed.

The confirmation page and the action use the same functions, so that the page lists exactly what the action does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from sustaining.common.clock import london_day
from sustaining.common.years import AcademicYear

from .choices import ParticipationState
from .corrections import list_work
from .endings import Consequence, Preview, preview_withdrawal, school_people
from .models import Hub, Participation, School
from .people import each_by_name, get_hub_leads

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@dataclass(frozen=True)
class MovePreview(Preview):
    """A preview with the years that stay, and those that pass to the new hub; its consequences are what ends with these."""

    staying: list[Participation] = field(default_factory=list)
    passing: list[Participation] = field(default_factory=list)


def preview_move(school: School, hub: Hub, now: datetime) -> MovePreview:
    """Return what a move of `school` to `hub` would do now."""
    staying, passing = split_years(school, hub, london_day(now))
    consequences = [row for participation in passing for row in preview_withdrawal(participation, now).consequences]
    consequences += [
        Consequence(
            f"The school’s proposed place in {row.project.code} for {row.project.year} is withdrawn. {hub} can propose it."
        )
        for row in proposed_years(school, hub)
    ]
    people = people_to_email(school, hub, london_day(now))
    return MovePreview(consequences, people, staying=staying, passing=passing)


def split_years(school: School, hub: Hub, day: date) -> tuple[list[Participation], list[Participation]]:
    """Return the open years that stay with their hub, and those that pass to `hub`: not begun, with no work yet."""
    this_year = AcademicYear.of(day).start
    years = Participation.objects.in_progress().filter(school=school).exclude(hub=hub)
    staying: list[Participation] = []
    passing: list[Participation] = []
    for participation in years.select_related("project", "hub", "school").order_by("project__academic_year", "pk"):
        is_to_come = participation.project.academic_year > this_year
        (passing if is_to_come and not list_work(participation) else staying).append(participation)
    return staying, passing


def proposed_years(school: School, hub: Hub) -> list[Participation]:
    """Return the years that another hub than `hub` has proposed to the school, and that it has not confirmed."""
    years = Participation.objects.filter(school=school, state=ParticipationState.PROPOSED).exclude(hub=hub)
    return list(years.select_related("project", "school").order_by("project__academic_year", "pk"))


def people_to_email(school: School, hub: Hub, on: date) -> list[User]:
    """Return who is emailed about a move: the leads of both hubs and the school's people, each once, by name."""
    readers = [*get_hub_leads(hub, on), *school_people(on, school=school)]
    if school.hub is not None:
        readers += get_hub_leads(school.hub, on)
    return each_by_name(readers)
