"""A year that is proposed to a school: proposed, confirmed, declined. Actions of the app `rolling` call these."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sustaining.common.clock import london_day
from sustaining.common.errors import domain_error_from_constraint
from sustaining.common.events import emit
from sustaining.common.permissions import require

from ..choices import ParticipationState
from ..models import PARTICIPATION_MOVES, Advocate, Participation, Project, School
from .participation import (
    AlreadyEnrolled,
    NewAdvocate,
    NotEligible,
    NotJoinable,
    create_participation,
    why_not_eligible,
    why_not_joinable,
)

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def known_advocates(posts: list[Advocate]) -> list[NewAdvocate]:
    """Return posts of Advocates, with their accounts loaded, as an enrolment form would give them."""
    return [
        NewAdvocate(
            full_name=post.user.full_name,
            email=post.user.email,
            post=post.post,
            development_group=post.development_group,
            development_year=post.development_year,
        )
        for post in posts
    ]


def propose(
    school: School,
    *,
    project: Project,
    advocates: list[Advocate],
    override_reason: str = "",
    by: User,
    now: datetime,
    **fields: Any,
) -> Participation:
    """Propose a project to a school that had one in the year before, with the Advocates that it has.

    `override_reason` is the reason that was given in the year before, and counts again where it is needed. Call it inside
    an action's transaction. Raise NotEligible, NotJoinable or AlreadyEnrolled; PermissionDenied when someone other than
    a hub lead overrides eligibility.
    """
    reason = why_not_eligible(school, project, known_advocates(advocates))
    if reason and not override_reason:
        raise NotEligible(f"{reason} A hub lead can enrol {school} on its own page by giving a reason.")
    if reason:
        require(by, "schools.override_eligibility", school)
        fields |= {"override_reason": override_reason, "overridden_by": by}
    state = ParticipationState.PROPOSED
    participation = create_participation(school, project=project, state=state, by=by, now=now, **fields)
    emit("schools.proposed", participation, by=by, now=now)
    return participation


def confirm(participation: Participation, *, by: User, now: datetime) -> Participation:
    """Let a proposed year begin: the school is enrolled from now on. Call it inside an action's transaction.

    Handlers of `schools.enrolled` open the plan and the grant. Raise NotJoinable when the project is over, WrongState
    unless the year is proposed.
    """
    if over := why_not_joinable(participation.project, london_day(now)):
        raise NotJoinable(over)
    PARTICIPATION_MOVES.make(participation, "confirm", enrolled_at=now)
    emit("schools.enrolled", participation, by=by, now=now)
    return participation


def decline(participation: Participation, *, reason: str, now: datetime) -> Participation:
    """Record that a school does not take part in a proposed year. Call it inside an action's transaction.

    Raise WrongState unless the year is proposed.
    """
    PARTICIPATION_MOVES.make(participation, "decline", ended_on=london_day(now), end_reason=reason)
    return participation


def propose_again(participation: Participation, *, now: datetime) -> Participation:
    """Propose a declined year again. Call it inside an action's transaction.

    Raise NotJoinable when the project is over, WrongState unless the year was declined, AlreadyEnrolled when the school
    takes part with another hub meanwhile.
    """
    if over := why_not_joinable(participation.project, london_day(now)):
        raise NotJoinable(over)
    with domain_error_from_constraint(AlreadyEnrolled, constraint="one_participation_a_project", model=Participation):
        PARTICIPATION_MOVES.make(participation, "propose", ended_on=None, end_reason="")
    return participation
