"""What the timeline says of a hub's notes and concerns, for those who read them."""

from __future__ import annotations

from collections.abc import Iterator

from schools.models import School
from sustaining.accounts.models import User
from sustaining.casework.choices import ConcernKind, ConcernState, NoteKind
from sustaining.casework.models import Concern, Note

from .timeline_entries import TimelineEntry, event_actor, read_history

EXCERPT = 100
PHRASES = {
    NoteKind.CALL: "a phone call",
    NoteKind.VISIT: "a visit",
    NoteKind.MEETING: "a meeting",
    NoteKind.EMAIL: "an email",
    NoteKind.NOTE: "a note",
}


def note_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield the notes that nobody has removed."""
    for note in Note.objects.visible_to(user).kept().filter(school=school).for_list():
        what = PHRASES[NoteKind(note.kind)] + (f" with {note.contact}" if note.contact else "")
        text = note.text[:EXCERPT] + ("…" if len(note.text) > EXCERPT else "")
        yield TimelineEntry.on(
            note.happened_on, "casework", f"{what} was recorded: {text}", active=f"recorded {what}: {text}",
            who=note.written_by_id, url=note.get_absolute_url(),
        )  # fmt: skip


def concern_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield when concerns were raised, closed and reopened."""
    concerns = Concern.objects.visible_to(user).filter(school=school)
    urls = {concern.pk: concern.get_absolute_url() for concern in concerns}
    for event, before in read_history(concerns):
        what = f"a concern: {str(ConcernKind(event.kind).label).lower()}"
        url = urls[event.pgh_obj_id]
        if before is None:
            yield TimelineEntry(
                event.raised_at, "casework", f"{what} was raised", f"raised {what}", event.raised_by_id, url
            )
        elif before.state != event.state and event.state == ConcernState.CLOSED:
            yield TimelineEntry(
                event.closed_at, "casework", f"{what} was closed", f"closed {what}", event.closed_by_id, url
            )
        elif before.state != event.state:
            yield TimelineEntry(
                event.pgh_created_at, "casework", f"{what} was reopened", f"reopened {what}", event_actor(event), url
            )
