"""Actions on Specialists."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from schools.choices import ParticipationState
from schools.models import Participation
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, domain_error_from_constraint
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from .models import Assignment, Specialist
from .placement import why_not_for_hub, why_refused

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class CannotAssign(DomainError):
    """The Specialist may not be assigned to this school."""

    field = "specialist"


class CannotAssignAll(DomainError):
    """One of several assignments is not possible, so none is made."""


@action("specialists.assign_specialist")
def assign_specialist(
    participation: Participation, *, specialist: Specialist, days: Decimal, by: User, now: datetime
) -> Assignment:
    """Assign `specialist` for `days` to a school's year and email them; an earlier assignment ends.

    Raise CannotAssign for their own school, a school of another hub, a post that has ended, too few days left, or a
    school that no longer takes part.
    """
    on = london_day(now)
    Specialist.objects.select_for_update().get(pk=specialist.pk)  # two assignments at once do not share the last days
    if participation.state != ParticipationState.ACTIVE:
        raise CannotAssign(f"{participation.school} no longer takes part in {participation.project.code}.")
    hub = participation.school.hub
    if refusal := why_not_for_hub(specialist, hub):
        raise CannotAssign(refusal)
    participation.assignments.filter(ends_on__isnull=True).update(ends_on=on)
    if refusal := why_refused(specialist, participation, days, on):
        raise CannotAssign(refusal)
    with domain_error_from_constraint(CannotAssign, constraint="specialist_never_at_home"):
        assignment = Assignment.objects.create(
            specialist=specialist, participation=participation, days=days, starts_on=on
        )
    queue_email(
        f"assigned:{assignment.pk}",
        to=specialist.user,
        kind="assigned",
        now=now,
        about=participation.school,
        facts={"assignment": assignment.pk},
        reply_to=hub.contact_email if hub else "",
        school=participation.school,
        project=participation.project,
        days=days,
    )
    return assignment


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
