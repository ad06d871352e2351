"""Tick a step of a school's checklist, undo that, or say that the school does not need it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from schools.models import Participation, School
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState, domain_error_from_constraint
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.permissions import action, require

from ..checklist_choices import MarkKind
from ..checklists import SchoolChecklist, StepLine, school_checklists, takes_changes
from ..models import ChecklistStep, StepFile, StepMark

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class CannotTick(DomainError):
    """A tick that is not possible; `field` names the form's field, if any."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class AlreadySettled(DomainError):
    """The step of the school is done, or not needed, already."""


@dataclass(frozen=True)
class SchoolStep:
    """A step at a school: what a tick is about."""

    participation: Participation
    step: ChecklistStep

    @property
    def school(self) -> School:
        """Return the school."""
        return self.participation.school

    @property
    def hub_id(self) -> int:
        """Return the key of the hub that runs the school's year."""
        return self.participation.hub_id


def _fetch_checklist(participation: Participation, now: datetime) -> SchoolChecklist | None:
    rows = Participation.objects.filter(pk=participation.pk)
    return school_checklists(rows, participation.project.year, london_day(now)).get(participation.pk)


def _open_line(place: SchoolStep, checklist: SchoolChecklist | None) -> StepLine:
    """Return how the step stands at the school. Raise WrongState or AlreadySettled where it can't be settled now."""
    participation, step = place.participation, place.step
    if not takes_changes(participation):
        raise WrongState(f"{participation.school} is not taking part any more, so its checklist can’t be changed.")
    line = checklist.find_line(step.pk) if checklist else None
    if line is None:
        raise WrongState(f"“{step}” is not on the checklist of {participation.school} any more.")
    if not line.is_open:
        raise AlreadySettled(f"“{step}” is already {line.status.label.lower()} at {participation.school}.")
    return line


@action("casework.tick_step")
def tick_step(
    place: SchoolStep,
    *,
    done_on: date | None = None,
    note: str = "",
    files: Sequence[CheckedUpload] = (),
    by: User,
    now: datetime,
) -> StepMark:
    """Tick a step of a school as done on a day (default today), with a note and files.

    Raise CannotTick while the step that it needs is open, for a step that the site proves, and for a day to come;
    AlreadySettled; WrongState.
    """
    done_on = done_on or london_day(now)
    mark = _tick(place, _fetch_checklist(place.participation, now), done_on=done_on, note=note, by=by, now=now)
    for upload in files:
        keep_file(StepFile, upload, by=by, now=now, mark=mark)
    return mark


def _tick(
    place: SchoolStep, checklist: SchoolChecklist | None, *, done_on: date, note: str, by: User, now: datetime
) -> StepMark:
    line = _open_line(place, checklist)
    if not place.step.is_ticked:
        raise CannotTick(f"The site marks “{place.step}” as done automatically.")
    if line.waits_for is not None:
        raise CannotTick(f"“{line.waits_for}” must be done before “{place.step}”.")
    if done_on > london_day(now):
        raise CannotTick("Enter a date that is today or earlier.", "done_on")
    return _settle(place, MarkKind.DONE, done_on=done_on, note=note, by=by, now=now)


@action("casework.tick_schools")
def tick_schools(
    step: ChecklistStep, *, schools: Collection[int], done_on: date, note: str, by: User, now: datetime
) -> list[StepMark]:
    """Tick a step at several schools of the hub, all or none; `schools` are keys of participations.

    Raise CannotTick where none is chosen, and as `tick_step` does, naming the school.
    """
    rows = Participation.objects.readable_by(by).filter(pk__in=schools, hub=step.checklist.hub_id)
    year = step.checklist.year
    checklists = school_checklists(rows, year, london_day(now)) if year else {}
    marks = []
    for row in rows.select_related("school", "project", "hub").order_by("school__sort_name", "pk"):
        place = SchoolStep(row, step)
        require(by, "casework.tick_step", place)
        try:
            marks.append(_tick(place, checklists.get(row.pk), done_on=done_on, note=note, by=by, now=now))
        except CannotTick as error:
            raise CannotTick(f"{row.school}: {error}", error.field) from error
    if not marks:
        raise CannotTick("Select the schools at which this step is done.", "schools")
    return marks


@action("casework.excuse_step")
def excuse_step(place: SchoolStep, *, reason: str, by: User, now: datetime) -> StepMark:
    """Say that a school does not need a step, and why: it is counted no more. Raise AlreadySettled or WrongState."""
    _open_line(place, _fetch_checklist(place.participation, now))
    return _settle(place, MarkKind.NOT_NEEDED, done_on=london_day(now), note=reason, by=by, now=now)


def _settle(place: SchoolStep, kind: MarkKind, *, done_on: date, note: str, by: User, now: datetime) -> StepMark:
    with domain_error_from_constraint(AlreadySettled, constraint="a_step_is_marked_once", model=StepMark):
        return StepMark.objects.create(
            step=place.step, participation=place.participation, kind=kind, done_on=done_on, note=note, marked_by=by,
            marked_at=now,
        )  # fmt: skip


@action("casework.undo_mark")
def undo_mark(mark: StepMark, *, by: User, now: datetime) -> StepMark:
    """Undo a tick: the step is open again, and the history keeps the tick. Raise CannotTick or WrongState.

    A step that a later one needed stays ticked as long as that is ticked.
    """
    if not takes_changes(mark.participation):
        raise WrongState(f"{mark.school} is not taking part any more, so its checklist can’t be changed.")
    later = StepMark.objects.live().filter(participation=mark.participation_id, step__needs=mark.step_id)
    follower = later.filter(kind=MarkKind.DONE, step__removed_at__isnull=True).select_related("step").first()
    if follower:
        raise CannotTick(f"“{follower.step}” was done after “{mark.step}”. Undo that first.")
    if not StepMark.objects.live().filter(pk=mark.pk).update(undone_at=now, undone_by=by):
        raise WrongState("This has already been undone.")
    mark.refresh_from_db()
    return mark
