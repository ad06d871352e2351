"""The steps of support sessions, in sentences of the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from devplans.choices import SessionCorrectionKind, SessionState
from devplans.models import ImportedSession, Session, SessionCorrection
from devplans.querysets import HAPPENED
from devplans.session_kinds import SessionKind
from schools.models import School
from sustaining.accounts.models import User

from .timeline_entries import Step, TimelineEntry, event_actor, read_history

SESSION_WAYS_BACK = {
    (SessionState.CONFIRMED, SessionState.HELD): ("reopened", "reopened for correction"),
    (SessionState.CANCELLED, SessionState.PLANNED): ("planned again", "planned again"),
    (SessionState.HELD, SessionState.CANCELLED): ("removed", "removed: it had been logged by mistake"),
    (SessionState.QUERIED, SessionState.CANCELLED): ("removed", "removed: it had been logged by mistake"),
}


@dataclass(frozen=True)
class ListedFrom:
    """Where a session was brought in from (`Sessions.xlsx, row 3`), when, and when its list was undone."""

    source: str
    recorded_at: datetime
    undone_at: datetime | None = None


def session_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield when sessions were planned, logged, brought in, confirmed and cancelled. Three queries."""
    lists = _lists(school, user)
    for event, before in read_history(Session.objects.readable_by(user).filter(participation__school=school)):
        url = reverse("devplans:session", args=[event.pgh_obj_id])
        listed = lists.get(event.pgh_obj_id)
        steps = _session_steps(event, before) if listed is None else _imported_steps(event, before, listed)
        for at, active, passive, who in steps:
            yield TimelineEntry(at, "sessions", passive, active, who, url)


def _lists(school: School, user: User) -> dict[int, ListedFrom]:
    corrections = SessionCorrection.objects.readable_by(user).filter(
        session__participation__school=school, what=SessionCorrectionKind.UNDONE
    )
    undone = dict(corrections.values_list("session", "at"))
    imported = ImportedSession.objects.readable_by(user).filter(session__participation__school=school)
    return {
        row.session_id: ListedFrom(f"{row.source}, row {row.source_row}", row.recorded_at, undone.get(row.session_id))
        for row in imported
    }


def _imported_steps(event: Any, before: Any, listed: ListedFrom) -> Iterator[Step]:
    """Yield the steps of a session from a list. The hub vouched for it as it was brought in, so that is one step."""
    if before is None:
        what = f"{_describe(event)}, from {listed.source}"
        yield event.logged_at, f"brought in a session: {what}", f"a session was brought in: {what}", event.logged_by_id
        return
    if listed.undone_at and event.cancelled_at == listed.undone_at and before.cancelled_at != listed.undone_at:
        what = f"{_describe(event)}, which was brought in from {listed.source}"
        yield listed.undone_at, f"undid a session: {what}", f"a session was undone: {what}", event.cancelled_by_id
        return
    if event.confirmed_at != listed.recorded_at or before.confirmed_at is not None:
        yield from _session_steps(event, before)


def _describe(event: Any) -> str:
    return f"{SessionKind(event.kind).label}, {_day(event)}"


def _day(event: Any) -> str:
    return f"{event.held_on.day} {event.held_on:%B %Y}"


def _session_steps(event: Any, before: Any) -> Iterator[Step]:
    if before is None:
        verb = "planned" if event.state == SessionState.PLANNED else "logged"
        what = _describe(event)
        yield event.logged_at, f"{verb} a session: {what}", f"a session was {verb}: {what}", event.logged_by_id
    elif before.state == SessionState.PLANNED and event.state in HAPPENED:
        what = f"the planned session of {_day(event)}"
        yield event.pgh_created_at, f"logged {what}", f"{what} was logged", event_actor(event)
    what = f"the session of {_day(event)}"
    if event.confirmed_at and (before is None or before.confirmed_at is None):
        yield event.confirmed_at, f"confirmed {what}", f"{what} was confirmed", event.confirmed_by_id
    if before is not None and (before.state, event.state) in SESSION_WAYS_BACK:
        active, passive = SESSION_WAYS_BACK[before.state, event.state]
        yield event.pgh_created_at, f"{active} {what}", f"{what} was {passive}", event_actor(event)
    if before is not None and (before.state, event.state) == (SessionState.PLANNED, SessionState.CANCELLED):
        yield event.pgh_created_at, f"cancelled {what}", f"{what} was cancelled", event_actor(event)
