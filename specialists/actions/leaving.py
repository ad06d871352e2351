"""Actions for a Specialist who leaves on a day: their schools become vacancies, and what is open is handed over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from schools.choices import IN_PROGRESS
from schools.handover import open_work, pass_on_open_work
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.events import emit
from sustaining.common.permissions import action

from ..days import days_left_for_successors
from ..models import Assignment, Specialist
from ..notices import people_of_school, queue_for_school, tell_school, tell_specialist
from .assigning import CannotAssign, assign_specialist

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class CannotLeave(DomainError):
    """The Specialist cannot leave as requested; `field` names the form's field, if any."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def assignments_open_after(specialist: Specialist, day: date) -> list[Assignment]:
    """Return the assignments that would go on beyond a day."""
    assignments = Assignment.objects.valid().filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), specialist=specialist)
    return list(assignments.with_names().order_by("participation__school__sort_name", "pk"))


@action("specialists.end_specialist")
def leave_on(
    specialist: Specialist,
    *,
    last_day: date,
    successors: Mapping[Assignment, Specialist],
    new_lead: Specialist | None = None,
    by: User,
    now: datetime,
) -> Specialist:
    """Let a Specialist leave on a day. Their schools are vacancies from now on, or pass to `successors` the day after.

    Sessions planned after the day pass to the school's successor, at once or when one is assigned; the Work Groups that
    they lead pass to `new_lead`. Visits to their own classroom after the day are cancelled. The schools, the successors
    and the Specialist are emailed.

    Raise WrongState when they leave already; CannotLeave for a day that has passed or is more than a year ahead, for a
    successor without enough days, and for Work Groups without a new lead.
    """
    leaving = Specialist.objects.select_for_update(of=("self",)).get(pk=specialist.pk)
    if leaving.ends_on is not None:
        raise WrongState(f"{leaving} already has a leaving date. Cancel it first to choose another.")
    if not london_day(now) <= last_day <= london_day(now) + timedelta(days=366):
        raise CannotLeave("Last day must be today or later, and within a year.", "last_day")
    if new_lead and new_lead.pk == leaving.pk:
        raise CannotLeave(f"{leaving} is the person leaving. Choose someone else.", "new_lead")
    leaving.ends_on = last_day
    leaving.save(update_fields=["ends_on"])
    if new_lead:
        pass_on_open_work(leaving, new_lead, now)
    elif left := [summary for summary, _ in open_work(leaving, now)]:
        raise CannotLeave(f"Choose a new lead for: {', '.join(left)}.", "new_lead")
    open_assignments = assignments_open_after(leaving, last_day)
    for assignment in open_assignments:
        assignment.ends_on = max(assignment.starts_on, last_day)
        assignment.save(update_fields=["ends_on"])
        successor = successors.get(assignment)
        if successor is None:
            tell_school(assignment, None, now=now)
        else:
            _assign(assignment, successor, by=by, now=now)
    emit("specialists.leaves", leaving, by=by, now=now)
    tell_specialist(leaving, open_assignments, last_day, "leaves", now=now)
    return leaving


def _assign(assignment: Assignment, successor: Specialist, *, by: User, now: datetime) -> None:
    days = days_left_for_successors([assignment])[assignment.pk]
    try:
        assign_specialist(assignment.participation, specialist=successor, days=days, by=by, now=now)
    except CannotAssign as error:
        raise CannotLeave(f"{assignment.school}: {error} Nothing was changed.") from error


@action("specialists.end_specialist")
def stay(specialist: Specialist, *, by: User, now: datetime) -> Specialist:
    """Undo a leaving before its day: the schools that have no successor yet go on with the Specialist.

    The schools and the Specialist are emailed. Raise WrongState when nothing is to be undone or the day has passed.
    """
    staying = Specialist.objects.select_for_update(of=("self",)).get(pk=specialist.pk)
    if staying.ends_on is None:
        raise WrongState(f"{staying} is not leaving.")
    if staying.ends_on < london_day(now):
        raise WrongState(f"{staying} has already left. A programme administrator can add them again.")
    last_day, staying.ends_on = staying.ends_on, None
    staying.save(update_fields=["ends_on"])
    ended = Assignment.objects.valid().filter(
        specialist=staying, ends_on=last_day, participation__state__in=IN_PROGRESS
    )
    for assignment in ended.with_names():
        if assignment.participation.assignments.filter(starts_on__gt=last_day).exists():
            continue
        assignment.ends_on = None
        assignment.save(update_fields=["ends_on"])
        for person in [*people_of_school(assignment.participation, london_day(now)), staying.user]:
            queue_for_school(
                f"support-goes-on:{assignment.pk}:{last_day}:{london_day(now)}:user={person.pk}", person,
                "support_goes_on", assignment, {"assignment": assignment.pk}, now=now, specialist=staying,
            )  # fmt: skip
    return staying
