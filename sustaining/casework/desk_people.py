"""Whose work a hub's desk shows: who looks after each school's year, who has taken which task, and what the person chose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce

from schools.viewer import Viewer
from sustaining.common.gathering import gather

from .models import DeskChoice, Responsibility, TakenTask


@dataclass(frozen=True)
class Taken:
    """A taken task: its key, who does it, and who gave it."""

    pk: int
    user: int
    name: str
    giver: str
    given_by: int

    @property
    def is_given(self) -> bool:
        """Return whether a colleague gave it."""
        return self.user != self.given_by


@dataclass
class DeskPeople:
    """`years`: the key and name of the person of each participation given to someone, None where that person has left.

    `tasks`: taken tasks by hub and key; those of a hub that was merged are its successor's. `whole_hub`: what the person
    chose to see.
    """

    years: dict[int, tuple[int, str] | None] = field(default_factory=dict)
    tasks: dict[tuple[int, str], Taken] = field(default_factory=dict)
    whole_hub: bool = False


def fetch_desk_people(viewer: Viewer, year: int) -> DeskPeople:
    """Return whose the schools of a year and the tasks of the viewer's hubs are. One query."""
    read = gather(_compose, viewer, {}, year)
    people = DeskPeople()
    for place, user, name, is_there in read["schools"]:
        people.years[place] = (user, name) if is_there else None
    for hub, key, *taken in read["tasks"]:
        people.tasks[hub, key] = Taken(*taken)
    people.whole_hub = any(whole_hub for (whole_hub,) in read["choices"])
    return people


def _compose(scope: Any, year: int) -> dict[str, Any]:
    rows = Responsibility.objects.visible_to(scope).filter(participation__project__academic_year=year)
    works = rows.in_force(scope.day).order_by().values("pk")
    schools = rows.filter(ended_at__isnull=True).order_by()
    is_there = Case(When(pk__in=works, then=Value(True)), default=Value(False))
    tasks = TakenTask.objects.visible_to(scope).in_force(scope.day).order_by()
    hub = Coalesce("hub__merged_into", "hub")
    return {
        "schools": schools.annotate(is_there=is_there).values_list(
            "participation", "user", "user__full_name", "is_there"
        ),
        "tasks": tasks.annotate(own_hub=hub).values_list(
            "own_hub", "key", "pk", "user", "user__full_name", "given_by__full_name", "given_by"
        ),
        "choices": DeskChoice.objects.visible_to(scope).order_by().values_list("whole_hub"),
    }
