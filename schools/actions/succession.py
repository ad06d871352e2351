"""Schools that continue under a new number, such as a conversion to an academy: what belongs to them moves, history stays.

`follow_successor` moves people, participations and with them the money; the apps above move their rows at the event
`schools.succeeded` (docs/events.md). The closed school's row stays and names its successor.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest

from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError
from sustaining.common.events import emit
from sustaining.common.permissions import action

from ..models import Advocate, Participation, School, SchoolContact

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class CannotFollow(DomainError):
    """The successor already has something that cannot be there twice; a person has to decide."""

    field = "successor"


def with_programme_rows(schools: QuerySet[School]) -> QuerySet[School]:
    """Return those of `schools` that ever took part or had people, and have not been moved to a successor yet."""
    hanging = [model.objects.filter(school=OuterRef("pk")) for model in (Participation, Advocate, SchoolContact)]
    anything = Q()
    for rows in hanging:
        anything |= Q(Exists(rows))
    return schools.filter(anything, successor__isnull=True)


@action("schools.follow_successor")
def follow_successor(school: School, *, successor: School, by: User, now: datetime) -> School:
    """Move participations, people, plan and money from a closed `school` to `successor`, and return it.

    The grant belongs to its participation and moves with it. Raise CannotFollow, and change nothing, when the two are
    the same school, either is in the wrong state, or both have the same thing.
    """
    school, successor = _locked(school, successor)
    if school.pk == successor.pk:
        raise CannotFollow("A school can’t replace itself. Choose a different school.")
    if school.successor_id:
        raise CannotFollow(f"{school} has already been replaced by {school.successor}.")
    if not successor.is_open:
        raise CannotFollow(f"{successor} ({successor.urn}) is not open in the register.")
    if school.is_open:
        raise CannotFollow(f"{school} ({school.urn}) is still open in the register.")
    School.objects.filter(pk=school.pk).update(successor=successor)  # the database lets rows move to a successor alone
    _move_people_and_years(school, successor, now)
    emit("schools.succeeded", school, successor=successor, by=by, now=now)
    if school.hub_id and (successor.hub_id is None or school.hub_is_by_hand):
        School.objects.filter(pk=successor.pk).update(hub=school.hub_id, hub_is_by_hand=school.hub_is_by_hand)
    successor.refresh_from_db()
    school.refresh_from_db()
    return successor


def _locked(*schools: School) -> list[School]:
    """Return the rows as they are now, locked in order of their keys, so that two calls wait for each other."""
    rows = School.objects.select_for_update().order_by("pk").in_bulk([school.pk for school in schools])
    return [rows[school.pk] for school in schools]


def _move_people_and_years(school: School, successor: School, now: datetime) -> None:
    twice = school.participations.filter(project__in=successor.participations.values("project")).first()
    if twice is not None:
        raise CannotFollow(f"{successor} and {school} both take part in {twice.project.code}.")
    for model in (Advocate, SchoolContact):
        _end_those_there_too(model, school, successor, now)
        model.objects.filter(school=school).update(school=successor)
    Participation.objects.filter(school=school).update(school=successor)


def _end_those_there_too(model: Any, school: School, successor: School, now: datetime) -> None:
    """End posts that the person already holds at the successor, so that nobody has the same post twice."""
    same = model.objects.filter(school=successor, ends_on__isnull=True, user=OuterRef("user"))
    if model is SchoolContact:
        same = same.filter(role=OuterRef("role"), own_name=OuterRef("own_name"))
    doubled = model.objects.filter(Exists(same), school=school, ends_on__isnull=True)
    doubled.update(ends_on=Greatest("starts_on", Value(london_day(now))))
