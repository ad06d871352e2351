"""Actions that assign Specialists to schools, and take back an assignment that was made by mistake."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from schools.choices import ParticipationState
from schools.handover import pass_on_open_work
from schools.models import Participation
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, domain_error_from_constraint
from sustaining.common.permissions import action

from ..days import assignment_uses
from ..models import Assignment, Specialist
from ..notices import people_told, queue_for_school, tell_of_change
from ..placement import why_not_for_hub, why_refused

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class CannotAssign(DomainError):
    """The Specialist may not be assigned to this school."""

    field = "specialist"


class CannotAssignAll(DomainError):
    """One of several assignments is not possible, so none is made."""


class CannotTakeBack(DomainError):
    """The assignment has been used, so it cannot have been a mistake."""


@action("specialists.assign_specialist")
def assign_specialist(
    participation: Participation,
    *,
    specialist: Specialist,
    days: Decimal,
    starts_on: date | None = None,
    by: User,
    now: datetime,
) -> Assignment:
    """Assign `specialist` for `days` to a school's year and email them; an earlier assignment ends. See `assign`."""
    return assign(participation, specialist=specialist, days=days, starts_on=starts_on, now=now)


def assign(
    participation: Participation,
    *,
    specialist: Specialist,
    days: Decimal,
    starts_on: date | None = None,
    now: datetime,
) -> Assignment:
    """Assign a Specialist to a school's year. Call it inside an action's transaction.

    The first day is today or, where the Specialist before leaves later, the day after their last. Sessions planned from
    then on pass to the new Specialist, and the school and the Specialist before are emailed.

    Raise CannotAssign for their own school, a school of another hub, a post that has ended, too few days left, or a
    school that no longer takes part.
    """
    Specialist.objects.select_for_update().get(pk=specialist.pk)  # two assignments at once do not share the last days
    if participation.state != ParticipationState.ACTIVE:
        raise CannotAssign(f"{participation.school} no longer takes part in {participation.project.code}.")
    if refusal := why_not_for_hub(specialist, participation.hub):
        raise CannotAssign(refusal)
    previous = current_or_last(participation, london_day(now))
    first_day = starts_on or _first_day(previous, london_day(now))
    if previous and (previous.ends_on is None or previous.ends_on > first_day):
        Assignment.objects.filter(pk=previous.pk).update(ends_on=max(previous.starts_on, first_day))
        previous.refresh_from_db()
    if refusal := why_refused(specialist, participation, days, first_day):
        raise CannotAssign(refusal)
    with domain_error_from_constraint(CannotAssign, constraint="specialist_never_at_home"):
        assignment = Assignment.objects.create(
            specialist=specialist, participation=participation, days=days, starts_on=first_day
        )
    queue_for_school(
        f"assigned:{assignment.pk}", specialist.user, "assigned", assignment, {"assignment": assignment.pk},
        now=now, days=days,
    )  # fmt: skip
    # Also from one who left weeks ago: what they had planned has waited for a successor.
    earlier = participation.assignments.valid().exclude(pk=assignment.pk).select_related("specialist__user")
    for ended in earlier.order_by("pk"):
        pass_on_open_work(ended, assignment, now)
    if previous:
        tell_of_change(previous, assignment, now=now)
    return assignment


def current_or_last(participation: Participation, on: date) -> Assignment | None:
    """Return the assignment that goes on, or is to end on a day from today; None when there is neither."""
    assignments = participation.assignments.not_ended(on).select_related("specialist__user", "participation__project")
    return assignments.latest_first().first()


def _first_day(previous: Assignment | None, today: date) -> date:
    """Return the day after the last one of a Specialist who leaves, else today."""
    last_day = (previous.ends_on or previous.specialist.ends_on) if previous else None
    return last_day + timedelta(days=1) if last_day and last_day >= today else today


@action("specialists.take_back_assignment")
def take_back_assignment(assignment: Assignment, *, reason: str, by: User, now: datetime) -> Assignment:
    """Remove an assignment that was made by mistake, with a reason; the assignment that it ended goes on again.

    Those who were emailed about it are emailed. Raise CannotTakeBack when it has been used or has ended.
    """
    assignment = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if refusal := why_not_taken_back(assignment):
        raise CannotTakeBack(refusal)
    people = people_told(assignment)
    take_back(assignment, reason=reason, by=by, now=now)
    _reopen_previous(assignment, now=now)
    for person in people:
        queue_for_school(
            f"taken-back:{assignment.pk}:user={person.pk}", person, "assignment_taken_back", assignment,
            {"assignment": assignment.pk}, now=now, specialist=assignment.specialist, reason=reason, who=by.full_name,
        )  # fmt: skip
    return assignment


def take_back(assignment: Assignment, *, reason: str, by: User, now: datetime) -> None:
    """Mark an assignment as made by mistake. Nobody is emailed. Call it inside an action's transaction."""
    assignment.ends_on = assignment.starts_on
    assignment.taken_back_by, assignment.taken_back_at, assignment.taken_back_reason = by, now, reason
    assignment.save(update_fields=["ends_on", "taken_back_by", "taken_back_at", "taken_back_reason"])


def why_not_taken_back(assignment: Assignment) -> str:
    """Return a sentence that says why an assignment cannot be taken back; empty when it can."""
    if assignment.ends_on is not None:
        return f"The assignment of {assignment.specialist} to {assignment.school} has already ended."
    uses = [sentence for sentences in assignment_uses.collect(assignment) for sentence in sentences]
    return f"{' '.join(uses)} Assign another Specialist instead." if uses else ""


def _reopen_previous(assignment: Assignment, *, now: datetime) -> None:
    """Let the assignment that ended for this one go on again, with its planned sessions."""
    ended = assignment.participation.assignments.valid().exclude(pk=assignment.pk)
    previous = ended.filter(ends_on=assignment.starts_on).select_related("specialist__user").order_by("-pk").first()
    if previous is None or previous.specialist.ends_on:
        return
    previous.ends_on = None
    previous.save(update_fields=["ends_on"])
    pass_on_open_work(assignment, previous, now)


def assign_all(chosen: dict[Participation, Specialist], *, by: User, now: datetime) -> int:
    """Assign each school its Specialist for the days that its project gives: all of them, or none.

    Each goes through `assign_specialist`, in the caller's transaction or its own. Raise CannotAssignAll with the
    school's name.
    """
    with transaction.atomic():
        for participation, specialist in chosen.items():
            days = participation.project.support_days or Decimal(0)
            try:
                assign_specialist(participation, specialist=specialist, days=days, by=by, now=now)
            except CannotAssign as error:
                raise CannotAssignAll(f"{participation.school}: {error} Nothing was assigned.") from error
    return len(chosen)
