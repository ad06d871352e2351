"""Enrol a school again whose enrolment had been entered by mistake and taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState
from sustaining.common.permissions import action, require

from ..choices import ParticipationState
from ..models import Participation
from .endings import put_back_participation
from .participation import (
    NewAdvocate,
    NotEligible,
    NotJoinable,
    add_to_school,
    why_not_eligible,
    why_not_joinable,
    with_known_details,
)

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("schools.enrol_school")
def enrol_again(
    participation: Participation,
    *,
    advocates: list[NewAdvocate],
    focus: str = "",
    override_reason: str = "",
    without: Collection[str] = (),
    by: User,
    now: datetime,
) -> Participation:
    """Enrol the school anew on the project of an enrolment that was entered by mistake: its grant opens again.

    The school and the project are checked as for a first enrolment. `without` names ending rules whose things stay
    ended. Raise WrongState, NotEligible, NotJoinable or AlreadyEnrolled.
    """
    school, project = participation.school, participation.project
    if participation.state != ParticipationState.WITHDRAWN or not participation.entered_by_mistake:
        raise WrongState(f"{school} has been enrolled in {project.code} meanwhile.")
    if over := why_not_joinable(project, london_day(now)):
        raise NotJoinable(over)
    advocates = with_known_details(school, advocates)
    reason = why_not_eligible(school, project, advocates)
    if reason and not override_reason:
        raise NotEligible(f"{reason} A hub lead can make an exception by giving a reason.")
    if reason:
        require(by, "schools.override_eligibility", school)
    put_back_participation(participation, reason="Enrolled again.", without=without, by=by, now=now)
    participation.enrolled_by, participation.enrolled_at, participation.focus = by, now, focus
    participation.override_reason = override_reason if reason else ""
    participation.overridden_by = by if reason else None
    participation.save(update_fields=["enrolled_by", "enrolled_at", "focus", "override_reason", "overridden_by"])
    for person in advocates:
        add_to_school(school, person, by=by, now=now)
    return participation
