"""Bring in a session that was held before its hub used the site, and undo that. Neither emails anyone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from schools.models import Participation
from specialists.models import Specialist
from sustaining.common.clock import london_day
from sustaining.common.counts import join_words
from sustaining.common.errors import WrongState
from sustaining.common.imported_rows import ListedIn
from sustaining.common.permissions import action

from ..choices import SessionCorrectionKind, SessionState
from ..models import SESSION_MOVES, ImportedSession, Session, SessionCorrection
from ..session_uses import list_session_uses
from .sessions import SessionData, SessionNotPossible, check_day, check_people, not_assigned, set_people

if TYPE_CHECKING:
    from sustaining.accounts.models import User

NAMESPACE = UUID("0d1c2a86-5ac2-4c0e-9a43-7c58f2a1e0b6")


def already_there(session: Session) -> str:
    """Return the sentence that says that a school has a session of this kind on this day already."""
    if session.state == SessionState.PLANNED:
        return f"{session} is planned on this site. Log it on its page instead."
    return f"On this site already: {session}, {session.status.label.lower()}. Nothing will change."


def why_not_supported(specialist: Specialist, participation: Participation, assigned: Collection[int], on: date) -> str:
    """Return the sentence that refuses a Specialist for a school's year; empty when they may have supported it.

    `assigned` are the keys of the Specialists who were assigned to it. A year that was over before the hub used the site
    has none: there it may be any Specialist but one whose own school it is. `on` is today.
    """
    if specialist.pk in assigned:
        return ""
    if assigned or participation.project.year.ends >= on:
        return not_assigned(specialist, participation)
    if specialist.home_school_id == participation.school_id:
        return f"{participation.school} is {specialist}’s own school."
    return ""


@action("devplans.bring_in_session")
def bring_in_session(
    participation: Participation, *, data: SessionData, listed: ListedIn, by: User, now: datetime
) -> ImportedSession:
    """Record a session that was held, as a list of the hub says.

    The hub vouches for it: one with a Specialist is confirmed at once, and its days count. Raise SessionNotPossible as
    log_session does, or when the school has a session of this kind on this day.
    """
    # Logging a session refers to the year's row and waits for this lock, so that none is recorded twice.
    rows = Participation.objects.select_for_update(of=("self",)).select_related("project", "school")
    locked = rows.get(pk=participation.pk)
    same = Session.objects.filter(participation__school=locked.school_id, held_on=data.held_on, kind=data.kind)
    if there := same.exclude(state=SessionState.CANCELLED).first():
        raise SessionNotPossible(already_there(there))
    check_day(locked, data.held_on, now)
    check_people(locked, list(data.advocates), list(data.aims))
    if data.specialist:
        assigned = set(locked.assignments.values_list("specialist", flat=True))
        if refusal := why_not_supported(data.specialist, locked, assigned, london_day(now)):
            raise SessionNotPossible(refusal, "specialist")
    session = Session.objects.create(
        **data.columns(),
        participation=locked,
        state=SessionState.HELD,
        logged_by=by,
        logged_at=now,
        client_key=uuid5(NAMESPACE, f"{locked.pk}:{data.kind}:{data.held_on}:{same.count()}"),
    )
    imported = ImportedSession.objects.create(session=session, **listed._asdict(), recorded_by=by, recorded_at=now)
    set_people(session, data)
    if data.specialist:
        SESSION_MOVES.make(session, "confirm", confirmed_by=by, confirmed_at=now)
    return imported


@action("devplans.undo_imported_session")
def undo_imported_session(imported: ImportedSession, *, reason: str, by: User, now: datetime) -> ImportedSession:
    """Cancel a session that was brought in: no figure counts it any more. Raise WrongState when it has been used."""
    session = imported.session
    if uses := list_session_uses([session.pk]).get(session.pk):
        raise WrongState(f"This session is in use: {join_words(uses)}.")
    SESSION_MOVES.make(
        session, "undo_import",
        confirmed_by=None, confirmed_at=None, cancelled_by=by, cancelled_at=now, cancel_reason=reason,
    )  # fmt: skip
    SessionCorrection.objects.create(session=session, what=SessionCorrectionKind.UNDONE, reason=reason, by=by, at=now)
    return imported
