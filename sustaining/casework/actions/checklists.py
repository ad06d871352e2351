"""Keep a hub's checklist for a year, or the programme's default: begin it, change its steps, put it in use."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q
from django.utils.text import get_text_list

from schools.models import Hub
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState, domain_error_from_constraint
from sustaining.common.permissions import action
from sustaining.common.years import AcademicYear

from ..models import CHECKLIST_MOVES, Checklist, ChecklistStep

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MOST_STEPS = 60
COPIED = (
    "position", "title", "guidance", "doer", "due_from", "due_days", "due_month", "due_day", "fact", "is_required",
)  # fmt: skip
OVER = "This checklist is of {}, which is over, so it stays as it was."


class CannotChangeChecklist(DomainError):
    """A change of a checklist that is not possible; `field` names the form's field, if any."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class HasBeenTicked(DomainError):
    """A step that people have ticked, which a fact should prove from now on."""

    field = "fact"


class ChecklistExists(DomainError):
    """The hub has a checklist for the year."""


@dataclass(frozen=True, kw_only=True)
class StepValues:
    """What a step says: see `ChecklistStep`."""

    title: str
    guidance: str
    doer: str
    due_from: str
    due_days: int | None = None
    due_month: int | None = None
    due_day: int | None = None
    due_step: ChecklistStep | None = None
    fact: str = ""
    needs: ChecklistStep | None = None
    is_required: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the values by the names of the fields."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def check_open(checklist: Checklist, now: datetime) -> None:
    """Raise WrongState for the checklist of a year that is over."""
    if checklist.year and checklist.year.ends < london_day(now):
        raise WrongState(OVER.format(checklist.year))


def _lock(checklist: Checklist, now: datetime) -> Checklist:
    """Return the checklist, locked so that two people don't change its order at once. Raise WrongState when it is over."""
    locked = Checklist.objects.select_for_update(of=("self",)).select_related("hub").get(pk=checklist.pk)
    check_open(locked, now)
    return locked


@action("casework.edit_checklist")
def begin_checklist(hub: Hub, *, year: AcademicYear, source: Checklist | None, by: User, now: datetime) -> Checklist:
    """Begin the checklist of a hub for a year as a draft, with the steps of `source`, or without any.

    Raise ChecklistExists, and WrongState for a year that is over or a hub that is part of another.
    """
    if hub.merged_into_id:
        raise WrongState(f"{hub} is part of another hub now. Begin the checklist there.")
    checklist = Checklist(hub=hub, academic_year=year.start, copied_from=source)
    check_open(checklist, now)
    constraint = "one_checklist_a_hub_and_year"
    with domain_error_from_constraint(ChecklistExists, constraint=constraint, model=Checklist):
        checklist.save()
    if source is not None:
        _copy_steps(source, checklist)
    return checklist


def _copy_steps(source: Checklist, copy: Checklist) -> None:
    """Copy the steps in their order; what follows another step follows its copy."""
    copies: dict[int | None, ChecklistStep] = {}
    for step in source.steps.kept().order_by("position"):
        values = {name: getattr(step, name) for name in COPIED}
        due_step, needs = copies.get(step.due_step_id), copies.get(step.needs_id)
        copies[step.pk] = ChecklistStep.objects.create(checklist=copy, due_step=due_step, needs=needs, **values)


@action("casework.edit_checklist")
def add_step(checklist: Checklist, *, values: StepValues, by: User, now: datetime) -> ChecklistStep:
    """Add a step at the end. Raise CannotChangeChecklist, and WrongState when the year is over."""
    checklist = _lock(checklist, now)
    _check_followed(values, checklist, position=None)
    if checklist.steps.kept().count() >= MOST_STEPS:
        raise CannotChangeChecklist(f"A checklist can have up to {MOST_STEPS} steps. Remove one first.")
    last = checklist.steps.aggregate(last=Max("position"))["last"] or 0
    return ChecklistStep.objects.create(checklist=checklist, position=last + 1, **values.as_dict())


@action("casework.edit_checklist")
def edit_step(step: ChecklistStep, *, values: StepValues, by: User, now: datetime) -> ChecklistStep:
    """Change a step of this checklist alone. Raise CannotChangeChecklist, and WrongState when the year is over.

    A step that has been ticked somewhere stays one that people tick.
    """
    checklist = _lock(step.checklist, now)
    step = ChecklistStep.objects.select_related("checklist").get(pk=step.pk)
    _check_followed(values, checklist, position=step.position)
    for name, value in values.as_dict().items():
        setattr(step, name, value)
    with domain_error_from_constraint(HasBeenTicked, constraint="steps_that_were_ticked_are_ticked"):
        step.save()
    return step


def _check_followed(values: StepValues, checklist: Checklist, *, position: int | None) -> None:
    """Raise CannotChangeChecklist unless the steps that it follows stand before it in the same checklist."""
    for field in ("needs", "due_step"):
        other: ChecklistStep | None = getattr(values, field)
        if other is None:
            continue
        is_earlier = position is None or other.position < position
        if other.checklist_id != checklist.pk or other.removed_at or not is_earlier:
            raise CannotChangeChecklist("Choose an earlier step of this checklist.", field)


@action("casework.edit_checklist")
def move_step(step: ChecklistStep, *, up: bool, by: User, now: datetime) -> ChecklistStep:
    """Move a step one place up or down. Raise CannotChangeChecklist where it would pass a step that it follows."""
    checklist = _lock(step.checklist, now)
    steps = list(checklist.steps.kept().order_by("position"))
    place = next((place for place, other in enumerate(steps) if other.pk == step.pk), None)
    if place is None:
        raise WrongState(f"“{step}” has been removed.")
    if not 0 <= (beside := place - 1 if up else place + 1) < len(steps):
        raise CannotChangeChecklist(f"“{step}” is already the {'first' if up else 'last'} step.")
    earlier, later = (steps[beside], steps[place]) if up else (steps[place], steps[beside])
    if earlier.pk in (later.needs_id, later.due_step_id):
        raise CannotChangeChecklist(f"“{later}” follows “{earlier}”, so it can’t come before it.")
    first, second = earlier.position, later.position
    ChecklistStep.objects.filter(pk=earlier.pk).update(position=second)
    ChecklistStep.objects.filter(pk=later.pk).update(position=first)
    step.refresh_from_db()
    return step


@action("casework.edit_checklist")
def remove_step(step: ChecklistStep, *, by: User, now: datetime) -> ChecklistStep:
    """Take a step off the checklist; its ticks are kept. Raise CannotChangeChecklist while another step follows it."""
    _lock(step.checklist, now)
    followers = ChecklistStep.objects.kept().filter(Q(needs=step) | Q(due_step=step)).order_by("position")
    if names := get_text_list([f"“{follower}”" for follower in followers], "and"):
        raise CannotChangeChecklist(f"“{step}” must come before {names}. Change that first, then remove it.")
    if not ChecklistStep.objects.kept().filter(pk=step.pk).update(removed_at=now, removed_by=by):
        raise WrongState(f"“{step}” has already been removed.")
    step.refresh_from_db()
    return step


@action("casework.edit_checklist")
def restore_step(step: ChecklistStep, *, by: User, now: datetime) -> ChecklistStep:
    """Put a removed step back at its place, or at the end where a step that it follows has moved behind that place.

    Raise CannotChangeChecklist where a step that it follows is removed.
    """
    checklist = _lock(step.checklist, now)
    followed = {key for key in (step.needs_id, step.due_step_id) if key}
    followed_steps = list(ChecklistStep.objects.filter(pk__in=followed))
    gone = next((other for other in followed_steps if other.removed_at), None)
    if gone:
        raise CannotChangeChecklist(f"“{step}” follows “{gone}”, which has been removed. Restore that first.")
    if checklist.steps.kept().count() >= MOST_STEPS:
        raise CannotChangeChecklist(f"A checklist can have up to {MOST_STEPS} steps. Remove one first.")
    position = step.position
    if any(other.position > position for other in followed_steps):
        position = (checklist.steps.aggregate(last=Max("position"))["last"] or 0) + 1
    ChecklistStep.objects.filter(pk=step.pk).update(removed_at=None, removed_by=None, position=position)
    step.refresh_from_db()
    return step


@action("casework.edit_checklist")
def start_checklist(checklist: Checklist, *, by: User, now: datetime) -> Checklist:
    """Put a draft in use: schools see it from now on. Raise CannotChangeChecklist for one without steps, and WrongState."""
    checklist = _lock(checklist, now)
    if not checklist.steps.kept().exists():
        raise CannotChangeChecklist("Add a step first.")
    CHECKLIST_MOVES.make(checklist, "start_using", started_at=now, started_by=by)
    return checklist


@action("casework.edit_checklist")
def stop_checklist(checklist: Checklist, *, by: User, now: datetime) -> Checklist:
    """Take a checklist out of use: it is a draft again, and its ticks are kept. Raise WrongState."""
    checklist = _lock(checklist, now)
    if checklist.is_default:
        raise WrongState("The national default is always in use.")
    CHECKLIST_MOVES.make(checklist, "stop_using", started_at=None, started_by=None)
    return checklist
