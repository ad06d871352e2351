"""Record a school's year of the past, from before its hub used the site, and take that back. Nobody is invited or emailed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sustaining.accounts.actions import find_or_add_person
from sustaining.common.clock import london_day, start_of_day
from sustaining.common.errors import DomainError, WrongState, domain_error_from_constraint
from sustaining.common.events import emit
from sustaining.common.permissions import action
from sustaining.common.years import AcademicYear

from ..choices import ContactRole, ParticipationState
from ..models import PARTICIPATION_MOVES, Advocate, Hub, Participation, Project, School, SchoolContact
from .participation import AlreadyEnrolled

if TYPE_CHECKING:
    from sustaining.accounts.models import User

PAST_OUTCOMES = (ParticipationState.COMPLETED, ParticipationState.WITHDRAWN)
"""How a year of the past has ended."""


class NotPast(DomainError):
    """The year is not over, so that its school is enrolled instead."""


class PastPerson(NamedTuple):
    """Somebody at the school in that year. `role` is a `ContactRole`, or empty for an Advocate."""

    full_name: str
    email: str
    role: str = ""


class PastYear(NamedTuple):
    """A year as a list says it. `ended_on` is its last day for the school."""

    outcome: ParticipationState
    ended_on: date
    reason: str = ""
    people: tuple[PastPerson, ...] = ()


@action("schools.record_past_years")
def record_past_year(
    hub: Hub,
    *,
    school: School,
    project: Project,
    past: PastYear,
    again: Participation | None = None,
    by: User,
    now: datetime,
) -> Participation:
    """Record that the school took part in a project of a year gone by, with how it ended and who was there.

    It counts as enrolled on the first day of its year. People get posts that have ended with it, and no invitation. `again`
    is the same year, taken back before. Handlers of `schools.past_year_recorded` do what is theirs. Raise NotPast or
    AlreadyEnrolled.
    """
    year = project.year
    if year.start >= AcademicYear.of(london_day(now)).start:
        raise NotPast(f"{project.code} is not over. Enrol the school instead.")
    first_moment = start_of_day(year.starts) + timedelta(hours=12)
    if again:
        PARTICIPATION_MOVES.make(again, "reinstate", entered_by_mistake=False, ended_on=None, enrolled_by=by)
        participation = again
    else:
        with (
            domain_error_from_constraint(
                AlreadyEnrolled, constraint="one_participation_a_project", model=Participation
            ),
            domain_error_from_constraint(
                AlreadyEnrolled, constraint="one_participation_a_project_and_hub", model=Participation
            ),
        ):
            participation = Participation.objects.create(
                school=school, project=project, hub=hub, enrolled_by=by, enrolled_at=first_moment
            )
    move = "complete" if past.outcome == ParticipationState.COMPLETED else "withdraw"
    PARTICIPATION_MOVES.make(participation, move, ended_on=past.ended_on, end_reason=past.reason)
    _record_people(school, past.people, year.starts, past.ended_on)
    if not again:
        emit("schools.past_year_recorded", participation, by=by, now=now)
    return participation


def _record_people(school: School, people: Sequence[PastPerson], first: date, last: date) -> None:
    """Give people posts from `first` to `last`; nothing to those who held theirs on every day of it."""
    for person in people:
        user, _ = find_or_add_person(person.email, person.full_name)
        there = {"user": user, "school": school}
        if not person.role:
            posts = Advocate.objects.filter(**there, starts_on__lte=first).exclude(ends_on__lt=last)
            if not posts.exists():
                Advocate.objects.create(**there, starts_on=first, ends_on=last)
            continue
        role = ContactRole(person.role)
        contacts = SchoolContact.objects.filter(**there, role=role, starts_on__lte=first).exclude(ends_on__lt=last)
        if not contacts.exists():
            SchoolContact.objects.create(**there, role=role, starts_on=first, ends_on=last)


@action("schools.take_back_past_years")
def take_back_past_year(participation: Participation, *, reason: str, by: User, now: datetime) -> Participation:
    """Mark a year of the past as entered by mistake, so that no figure counts it. Nobody is emailed. Raise WrongState.

    The posts of its people stay as they were: they ended with the year.
    """
    if participation.entered_by_mistake or participation.state not in PAST_OUTCOMES:
        raise WrongState(f"{participation} is no longer as it was brought in.")
    if participation.state == ParticipationState.COMPLETED:
        PARTICIPATION_MOVES.make(participation, "reopen", ended_on=None)
        last_day = participation.project.year.ends
        PARTICIPATION_MOVES.make(
            participation, "withdraw", ended_on=last_day, end_reason=reason, entered_by_mistake=True
        )
        return participation
    participation.entered_by_mistake, participation.end_reason = True, reason
    participation.save(update_fields=["entered_by_mistake", "end_reason"])
    return participation
