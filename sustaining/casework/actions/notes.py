"""Write a note about a school, correct or remove it, and finish the action that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from schools.models import School
from specialists.rules import is_specialist_there
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action

from ..models import Note
from ..people import keeping_hub, possible_owners, stays_shared

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class NoHub(DomainError):
    """The school belongs to no hub, so no hub could keep a note about it."""


class NotYetHappened(DomainError):
    """A note is of a day to come."""

    field = "happened_on"


class OwnerNotPossible(DomainError):
    """The owner of a next action is neither on the hub's staff nor the school's Specialist."""

    field = "action_owner"


@dataclass(frozen=True)
class NextAction:
    """What has to be done next, by when, and by whom."""

    text: str
    due_on: date
    owner: User


@action("casework.add_note")
def add_note(
    school: School,
    *,
    kind: str,
    happened_on: date,
    contact: str,
    text: str,
    next_action: NextAction | None,
    for_specialist: bool,
    once: UUID,
    by: User,
    now: datetime,
) -> Note:
    """Write a note about a school. A form that is sent twice returns the first note.

    What a Specialist writes is shared with them. Raise NoHub, NotYetHappened or OwnerNotPossible.
    """
    day = london_day(now)
    hub = keeping_hub(school, by, day)
    if hub is None:
        raise NoHub(
            f"{school} is not in a hub, so you can’t add a note about it. Ask a programme administrator to add it to one."
        )
    if happened_on > day:
        raise NotYetHappened("Enter today’s date or an earlier one. Put what is to come into the next action.")
    shared = for_specialist or is_specialist_there(by, school)
    note = Note(
        school=school, hub=hub, kind=kind, happened_on=happened_on, contact=contact, text=text, for_specialist=shared,
        once=once, written_by=by, written_at=now,
    )  # fmt: skip
    _set_next_action(note, next_action, day)
    return Note.objects.get_or_create(once=once, defaults=_values(note))[0]


def _values(note: Note) -> dict[str, object]:
    """Return the note's columns, to create it by."""
    return {field.attname: getattr(note, field.attname) for field in Note._meta.concrete_fields if field.name != "id"}


def _set_next_action(note: Note, next_action: NextAction | None, day: date) -> None:
    if next_action is None:
        note.action, note.action_on, note.action_owner = "", None, None
        return
    is_same = note.action_owner_id == next_action.owner.pk  # somebody who has left since keeps what was theirs
    if not is_same and next_action.owner not in possible_owners(note.school, note.hub, day):
        raise OwnerNotPossible(
            f"{next_action.owner} is not on the hub’s staff or the school’s Specialist. Choose someone else."
        )
    note.action, note.action_on, note.action_owner = next_action.text, next_action.due_on, next_action.owner


@action("casework.edit_note")
def edit_note(
    note: Note,
    *,
    kind: str,
    happened_on: date,
    contact: str,
    text: str,
    next_action: NextAction | None,
    for_specialist: bool,
    by: User,
    now: datetime,
) -> Note:
    """Correct a note; its history keeps what it said. Raise WrongState, NotYetHappened or OwnerNotPossible."""
    note = Note.objects.select_for_update(of=("self",)).select_related("school", "hub", "written_by").get(pk=note.pk)
    if note.removed_at:
        raise WrongState("This note has been removed, so it can’t be changed. Restore it first.")
    if happened_on > london_day(now):
        raise NotYetHappened("Enter today’s date or an earlier one. Put what is to come into the next action.")
    if note.action_done_at and next_action is None:
        raise WrongState("The next action is done, so it can’t be removed. Mark it as not done first.")
    note.kind, note.happened_on, note.contact, note.text = kind, happened_on, contact, text
    note.for_specialist = for_specialist or stays_shared(note, note.written_by)
    _set_next_action(note, next_action, london_day(now))
    note.save()
    return note


@action("casework.finish_action")
def finish_action(note: Note, *, by: User, now: datetime) -> Note:
    """Mark the next action of a note as done. Raise WrongState where there is none to do."""
    rows = Note.objects.with_open_action().filter(pk=note.pk)
    if not rows.update(action_done_at=now, action_done_by=by):
        raise WrongState("This next action is already done, or the note has been removed.")
    note.refresh_from_db()
    return note


@action("casework.reopen_action")
def reopen_action(note: Note, *, by: User, now: datetime) -> Note:
    """Mark the next action of a note as not done. Raise WrongState where it is not done."""
    rows = Note.objects.kept().filter(pk=note.pk, action_done_at__isnull=False)
    if not rows.update(action_done_at=None, action_done_by=None):
        raise WrongState("This next action is not marked as done, or the note has been removed.")
    note.refresh_from_db()
    return note


@action("casework.remove_note")
def remove_note(note: Note, *, reason: str, by: User, now: datetime) -> Note:
    """Remove a note that was written by mistake: it stays in the list with the reason, without its text.

    Raise WrongState where it has been removed.
    """
    rows = Note.objects.kept().filter(pk=note.pk)
    if not rows.update(removed_at=now, removed_by=by, remove_reason=reason):
        raise WrongState("This note has already been removed.")
    note.refresh_from_db()
    return note


@action("casework.restore_note")
def restore_note(note: Note, *, by: User, now: datetime) -> Note:
    """Put a removed note back. Raise WrongState where it has not been removed."""
    rows = Note.objects.filter(pk=note.pk, removed_at__isnull=False)
    if not rows.update(removed_at=None, removed_by=None, remove_reason=""):
        raise WrongState("This note has not been removed.")
    note.refresh_from_db()
    return note
