"""What the pages of notes and concerns read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import F

from schools.chasing import CHASERS
from schools.models import HubStaff, Participation, School
from sustaining.accounts.models import User
from sustaining.common.permissions import may

from .chase_lists import last_chase_rows, latest_chases
from .choices import ConcernKind, ConcernState
from .models import Concern, Note
from .querysets import STAFF, NoteQuerySet

if TYPE_CHECKING:
    from schools.viewer import Viewer
    from sustaining.common.people import Reader

LATEST = 3
MOST_CONCERNS = 50


def filter_notes(notes: NoteQuerySet, filters: dict[str, str], user: Reader) -> NoteQuerySet:
    """Return the notes that match the filters of `NotesFilter`, newest first, or their next actions by due date."""
    if filters.get("q"):
        notes = notes.matching(filters["q"])
    if filters.get("kind"):
        notes = notes.filter(kind=filters["kind"])
    show = filters.get("show")
    if show == "removed":
        return notes.filter(removed_at__isnull=False).for_list()
    if show in ("mine", "open"):
        waiting = notes.with_open_action()
        waiting = waiting.filter(action_owner=user.pk) if show == "mine" else waiting
        return waiting.for_list().order_by("action_on", "pk")
    return notes.for_list() if not filters else notes.kept().for_list()


def school_case_rows(school: School | int, viewer: Viewer) -> dict[str, Any]:
    """Return querysets of the latest notes and the open concerns of a school, or of its key, and of its last chases."""
    notes = Note.objects.visible_to(viewer).kept().filter(school=school)
    concerns = Concern.objects.visible_to(viewer).open().filter(school=school)
    years = Participation.objects.readable_by(viewer).filter(school=school).order_by().values("pk")
    return {
        "notes": notes.for_list()[:LATEST],
        "concerns": concerns.for_list()[:MOST_CONCERNS],
        "chases": last_chase_rows(years, CHASERS.values()),
    }


def school_casework(school: School, viewer: Viewer, rows: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Return a school's latest notes, open concerns and last chases, of `school_case_rows`; nothing for those who read none.

    One query for the names of those who chased, if there are any, and those of the permission.
    """
    if not may(viewer, "casework.read_school", school):
        return {"keeps_notes": False}
    return {
        "keeps_notes": True,
        "latest_notes": rows.get("notes", []),
        "open_concerns": rows.get("concerns", []),
        "chases": latest_chases(rows.get("chases", [])),
    }


def open_concern_kinds(viewer: Reader, schools: Any) -> Any:
    """Return the school and the kind of each open concern of some schools that the viewer sees, as values.

    `schools` are keys, or a slot for them.
    """
    concerns = Concern.objects.visible_to(viewer).open().filter(school__in=schools)
    return concerns.order_by("review_on", "pk").values_list("school", "kind")


def group_concerns(kinds: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    """Return what the concerns of `open_concern_kinds` are about, in words, by the key of the school. No query."""
    by_school: dict[int, list[str]] = defaultdict(list)
    for school, kind in kinds:
        by_school[school].append(str(ConcernKind(kind).label))
    return {school: tuple(labels) for school, labels in by_school.items()}


@dataclass(frozen=True)
class NoteLine:
    """A note in a list, and what its reader may do with it."""

    note: Note
    edits: bool
    finishes: bool


def note_lines(notes: Iterable[Note], user: User) -> list[NoteLine]:
    """Return visible notes with what `user` may do with each: as the rules say, but in one query for all of them."""
    hubs = {key for (key,) in HubStaff.get_hubs(user, *STAFF).values_list("hub")}
    lines = []
    for note in notes:
        edits = user.is_superuser or note.hub_id in hubs or note.written_by_id == user.pk
        lines.append(NoteLine(note, edits, edits or note.action_owner_id == user.pk))
    return lines


@dataclass(frozen=True)
class Change:
    """One entry of a concern's history: when, who, and what changed, as (name, what it says now)."""

    at: datetime
    who: str
    values: list[tuple[str, str]]


HISTORY = {
    "kind": "About",
    "summary": "Concern",
    "agreed": "What is agreed",
    "review_on": "Review on",
    "escalated_to": "Escalated to",
    "outcome": "Outcome",
    "reopen_reason": "Reopened because",
}


def concern_history(concern: Concern) -> list[Change]:
    """Return what has changed since the concern was raised, newest first. Two queries."""
    history = apps.get_model("casework", "ConcernEvent").objects.filter(pgh_obj=concern.pk)
    events = list(history.select_related("pgh_context").order_by("pgh_id"))
    actors = {event.pgh_context.metadata.get("by") for event in events if event.pgh_context}
    names = dict(User.objects.filter(pk__in=actors - {None}).values_list("pk", "full_name"))
    changes = []
    for before, after in pairwise(events):
        values = [
            (title, _as_text(after, name))
            for name, title in HISTORY.items()
            if getattr(before, name) != getattr(after, name) and getattr(after, name)
        ]
        who = names.get(after.pgh_context.metadata.get("by"), "") if after.pgh_context else ""
        if values:
            changes.append(Change(after.pgh_created_at, who, values))
    return changes[::-1]


def _as_text(event: Any, name: str) -> str:
    if name == "kind":
        return str(event.get_kind_display())
    value = getattr(event, name)
    return f"{value.day} {value:%B %Y}" if name == "review_on" else str(value)


def hub_concerns(viewer: Reader, *, closed: bool) -> Any:
    """Return the concerns that the viewer sees: open ones by review day, or closed ones, the latest first."""
    concerns = Concern.objects.visible_to(viewer).for_list()
    if closed:
        return concerns.filter(state=ConcernState.CLOSED).order_by(F("closed_at").desc(), "-pk")
    return concerns.open()
