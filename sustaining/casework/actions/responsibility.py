"""Choose who on the hub's staff looks after a school's year, for one school or for several."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from schools.models import Participation
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError
from sustaining.common.permissions import action, require
from sustaining.outbox.actions import queue_email

from ..models import Responsibility
from ..people import hub_people

if TYPE_CHECKING:
    from django.db.models import QuerySet

GIVE = "casework.give_school"


class NotOnTheStaff(DomainError):
    """The person is neither a lead nor an administrator of the hub of the school's year."""

    field = "person"


@action(GIVE)
def give_school(participation: Participation, *, person: User | None, by: User, now: datetime) -> Responsibility | None:
    """Make a person responsible for a school's year, or no one, and email them. Does nothing where it is so already.

    Raise NotOnTheStaff for a person who is not on the staff of the year's hub today.
    """
    given = _give(participation, person=person, by=by, now=now)
    if given is not None:
        _notify([given], by=by, now=now)
    return given or open_responsibilities(participation).first()


def _give(participation: Participation, *, person: User | None, by: User, now: datetime) -> Responsibility | None:
    """Return the new responsibility; None where nobody looks after the year now, or the same person does."""
    Participation._base_manager.select_for_update(of=("self",)).get(pk=participation.pk)
    if person and not hub_people([participation.hub_id], london_day(now)).filter(pk=person.pk).exists():
        raise NotOnTheStaff(f"{person} does not work for {participation.hub}. Choose one of its staff.")
    before = open_responsibilities(participation).first()
    if before and person and before.user_id == person.pk:
        return None
    open_responsibilities(participation).update(ended_at=now, ended_by=by)
    if person is None:
        return None
    return Responsibility.objects.create(participation=participation, user=person, given_by=by, given_at=now)


def open_responsibilities(participation: Participation) -> QuerySet[Responsibility]:
    """Return the responsibility for a year that has not ended, if there is one."""
    return Responsibility.objects.filter(participation=participation, ended_at__isnull=True)


@action("casework.give_schools")
def give_schools(
    participations: Sequence[Participation], *, person: User | None, by: User, now: datetime
) -> Sequence[Participation]:
    """Make a person responsible for several schools' years, or no one; all of them or none. One email tells them.

    Raise NotOnTheStaff where the person does not work for one of the hubs.
    """
    given = []
    for participation in participations:
        require(by, GIVE, participation)
        given.append(_give(participation, person=person, by=by, now=now))
    _notify([row for row in given if row], by=by, now=now)
    return participations


def _notify(given: Sequence[Responsibility], *, by: User, now: datetime) -> None:
    """Email a person the schools that somebody else gave them; all rows are the same person's."""
    if not given or given[0].user_id == by.pk:
        return
    hub = given[0].participation.hub
    queue_email(
        f"schools-given:{given[0].pk}",
        to=given[0].user,
        kind="schools_given",
        now=now,
        facts={"responsibilities": [row.pk for row in given]},
        reply_to=hub.contact_email,
        hub=hub,
        schools=sorted((row.participation.school.name for row in given), key=str.casefold),
        who=by.full_name,
    )


def carry_responsibility(participation: Participation, *, by: User, now: datetime) -> Responsibility | None:
    """Let the person who looked after the school's year before look after the new one, if they work for its hub.

    Call it inside an action's transaction.
    """
    if open_responsibilities(participation).exists():
        return None
    years = Participation._base_manager.filter(
        school=participation.school_id, project__academic_year=participation.project.academic_year - 1
    )
    before = (
        Responsibility.objects.filter(participation__in=years).in_force(london_day(now)).order_by("-given_at").first()
    )
    people = hub_people([participation.hub_id], london_day(now))
    if before is None or not people.filter(pk=before.user_id).exists():
        return None
    return Responsibility.objects.create(participation=participation, user=before.user, given_by=by, given_at=now)
