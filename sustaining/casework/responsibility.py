"""Who looks after which school's year, for pages, lists and the board: always as far as the viewer may read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Subquery

from schools.roles import PROGRAMME_STAFF
from sustaining.accounts.models import User

from .models import Responsibility

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from schools.models import School
    from schools.viewer import Viewer

MINE, NOBODY = "mine", "none"


def reads_responsible(viewer: Viewer) -> bool:
    """Return whether the viewer sees who is responsible: the hub's leads and administrators, and the programme's."""
    return bool(viewer.role_names & PROGRAMME_STAFF)


def _in_force(viewer: Viewer) -> QuerySet[Responsibility]:
    return Responsibility.objects.visible_to(viewer).in_force(viewer.day)


def responsible_people(viewer: Viewer, years: Iterable[int]) -> dict[int, User]:
    """Return the person responsible for each of these participations that has one. One query."""
    rows = _in_force(viewer).filter(participation__in=list(years)).select_related("user")
    return {row.participation_id: row.user for row in rows}


def responsibilities_of_school(viewer: Viewer, school: School | int) -> QuerySet[Responsibility]:
    """Return who is responsible for the years of a school, or of its key, as far as the viewer reads it."""
    return _in_force(viewer).filter(participation__school=school).select_related("user")


def responsible_name(viewer: Viewer) -> Subquery:
    """Return an expression on Participation: the name of the person responsible, NULL where there is none."""
    rows = _in_force(viewer).filter(participation=OuterRef("pk")).order_by()
    return Subquery(rows.annotate(name=F("user__full_name")).values("name")[:1])


def years_condition(choice: str, viewer: Viewer) -> Q:
    """Return a condition on Participation: the viewer's own (MINE), nobody's (NOBODY), or those of a person by key."""
    rows = _in_force(viewer).filter(participation=OuterRef("pk"))
    if choice == NOBODY:
        return ~Q(Exists(rows))
    return Q(Exists(rows.filter(user=viewer.pk if choice == MINE else int(choice))))


def responsibilities_of_year(viewer: Viewer, year: int) -> QuerySet[Responsibility]:
    """Return who is responsible for the participations of a year, as far as the viewer reads it."""
    return _in_force(viewer).filter(participation__project__academic_year=year)


class Person(NamedTuple):
    """A person by whom lists are narrowed."""

    pk: int
    sort_name: str
    full_name: str


def person_choices(people: Iterable[Person], viewer: Viewer) -> list[tuple[str, str]]:
    """Return the choices of the board's filter: anyone, the viewer, no one, and each person who is responsible."""
    others = sorted({(person.sort_name, person.pk, person.full_name) for person in people if person.pk != viewer.pk})
    return [("", "Anyone"), (MINE, "Me"), (NOBODY, "No one"), *((str(pk), name) for _, pk, name in others)]
