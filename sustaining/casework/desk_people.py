"""Whose work a hub's desk shows: who looks after each school's year, who has taken which task, and what the person chose."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import BigIntegerField, Case, CharField, F, Value, When
from django.db.models.functions import Coalesce

from schools.viewer import Viewer

from .models import DeskChoice, Responsibility, TakenTask

SCHOOL, TASK, CHOICE = "school", "task", "choice"


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


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _number(value: int) -> Value:
    return Value(value, output_field=BigIntegerField())


def fetch_desk_people(viewer: Viewer, year: int) -> DeskPeople:
    """Return whose the schools of a year and the tasks of the viewer's hubs are. One query."""
    rows = Responsibility.objects.visible_to(viewer).filter(participation__project__academic_year=year)
    works = rows.in_force(viewer.day).order_by().values("pk")
    schools = rows.filter(ended_at__isnull=True).order_by()
    fields = ("kind", "place", "text", "user", "name", "giver", "number", "row")
    tasks = TakenTask.objects.visible_to(viewer).in_force(viewer.day).order_by()
    choice = DeskChoice.objects.visible_to(viewer).order_by()
    union = (
        schools.annotate(
            kind=_text(SCHOOL), place=F("participation"), text=_text(""), name=F("user__full_name"), giver=_text(""),
            number=Case(When(pk__in=works, then=_number(1)), default=_number(0)), row=F("pk"),
        ).values_list(*fields),
        tasks.annotate(
            kind=_text(TASK), place=Coalesce("hub__merged_into", "hub"), text=F("key"), name=F("user__full_name"),
            giver=F("given_by__full_name"), number=F("given_by"), row=F("pk"),
        ).values_list(*fields),
        choice.annotate(
            kind=_text(CHOICE), place=_number(0), text=_text(""), name=_text(""), giver=_text(""),
            number=Case(When(whole_hub=True, then=_number(1)), default=_number(0)), row=F("pk"),
        ).values_list(*fields),
    )  # fmt: skip
    people = DeskPeople()
    for kind, place, text, user, name, giver, number, row in union[0].union(*union[1:], all=True):
        if kind == SCHOOL:
            people.years[place] = (user, name) if number else None
        elif kind == TASK:
            people.tasks[place, text] = Taken(row, user, name, giver, number)
        else:
            people.whole_hub = bool(number)
    return people
