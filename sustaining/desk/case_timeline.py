"""What the timeline says of a hub's notes, concerns, chasers, messages and checklists, for those who read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.text import get_text_list

from schools.chasing import CHASERS
from schools.models import Participation, School
from sustaining.accounts.models import User
from sustaining.casework.chase_lists import chase_emails
from sustaining.casework.checklist_choices import MarkKind
from sustaining.casework.choices import ConcernKind, ConcernState, NoteKind
from sustaining.casework.models import Concern, MailingRecipient, Note, Responsibility, StepMark
from sustaining.common.counts import counted

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


def chase_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield the chasers that went to people at the school, those of one press together. Two queries."""
    years = Participation.objects.readable_by(user).filter(school=school).values_list("pk", flat=True)
    labels = {kind.email_kind: f"{kind.label[:1].lower()}{kind.label[1:]}" for kind in CHASERS.values()}
    emails = chase_emails(years, CHASERS.values()).order_by("queued_at", "pk")
    people: dict[tuple[datetime, str, int | None], list[str]] = {}
    for at, kind, facts, name in emails.values_list("queued_at", "kind", "facts", "user__full_name"):
        people.setdefault((at, kind, facts.get("by")), []).append(name)
    for (at, kind, by), names in people.items():
        what = f"{get_text_list(names, 'and')} a reminder ({labels[kind]})"
        yield TimelineEntry(at, "casework", f"the site emailed {what}", f"emailed {what}", by)


def responsibility_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield when someone was made responsible for the school, and when no one was any more. One query."""
    rows = list(
        Responsibility.objects.visible_to(user)
        .filter(participation__school=school)
        .select_related("user", "participation__project")
        .order_by("given_at", "pk")
    )
    begun = {(row.participation_id, row.given_at) for row in rows}
    for row in rows:
        name = row.user.full_name
        what = f"responsible for the school in {row.participation.project.year}"
        yield TimelineEntry(row.given_at, "casework", f"{name} was made {what}", f"made {name} {what}", row.given_by_id)
        if row.ended_at and (row.participation_id, row.ended_at) not in begun:
            yield TimelineEntry(
                row.ended_at, "casework", f"{name} is no longer {what}", f"removed {name} as {what}", row.ended_by_id
            )


def message_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield the messages that went to people of the school, each with the number of people. One query."""
    rows = MailingRecipient.objects.visible_to(user).filter(participation__school=school, email__isnull=False)
    people: dict[int, set[int]] = {}
    mailings = {}
    for row in rows.select_related("mailing").order_by("mailing__sent_at", "pk"):
        people.setdefault(row.mailing_id, set()).add(row.user_id)
        mailings[row.mailing_id] = row.mailing
    for key, mailing in mailings.items():
        to = counted(len(people[key]), "person", "people")
        yield TimelineEntry(
            mailing.sent_at or mailing.written_at, "messages", f"a message went to {to}: {mailing}",
            active=f"wrote to {to}: {mailing}", who=mailing.written_by_id, url=mailing.get_absolute_url(),
        )  # fmt: skip


def checklist_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield when steps of the checklist were ticked or not asked any more, and when that was undone. One query."""
    marks = StepMark.objects.readable_by(user).filter(participation__school=school)
    for mark in marks.select_related("step").order_by("marked_at", "pk"):
        step, url = f"“{mark.step}”", mark.get_absolute_url()
        is_done = mark.kind == MarkKind.DONE
        active = f"marked {step} as done" if is_done else f"left out {step}"
        passive = f"{step} was marked as done" if is_done else f"{step} was left out"
        yield TimelineEntry(mark.marked_at, "checklist", passive, active, mark.marked_by_id, url)
        if mark.undone_at:
            again = "not done" if is_done else "needed again"
            yield TimelineEntry(
                mark.undone_at, "checklist", f"{step} was {again}", f"marked {step} as {again}", mark.undone_by_id, url
            )
