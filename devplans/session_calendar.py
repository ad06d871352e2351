"""Sessions as calendar entries: a UID that never changes, a SEQUENCE that rises with every change."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sustaining.common.calendars import (
    ACCEPTED,
    CANCEL,
    PUBLISH,
    REQUEST,
    add_attendee,
    calendar_event,
    calendar_file,
    get_status,
)
from sustaining.common.clock import london_day

from .models import Session

if TYPE_CHECKING:
    from icalendar import Event

    from sustaining.accounts.models import User

__all__ = ["CANCEL", "PUBLISH", "REQUEST", "invitation_calendar", "session_calendar", "session_event"]

ABOUT = "Support sessions"


def invitation_calendar(session: Session, person: User, *, now: datetime, method: str) -> str:
    """Return the calendar file that goes with an email to somebody who takes part: a REQUEST or a CANCEL (RFC 5546).

    Both sides have agreed to the time, so the entry is accepted. A CANCEL of a session that takes place without this
    person has no STATUS: that would cancel it for everyone.
    """
    status = "" if method == CANCEL and not session.is_cancelled else get_status(method)
    event = session_event(session, now=now, status=status)
    add_attendee(event, name=str(person), address=person.email, answer=ACCEPTED)
    return calendar_file([event], about=ABOUT, method=method)


def session_calendar(session: Session, *, now: datetime) -> str:
    """Return a session as an iCalendar file to download. Raise ValueError when it was not planned."""
    if session.starts_at is None:
        raise ValueError("A session that was not planned has no time.")
    return calendar_file([session_event(session, now=now)], about=ABOUT)


def session_event(session: Session, *, now: datetime, status: str | None = None) -> Event:
    """Return the calendar entry of a session: at its time, or for the whole day when only the day is known.

    `status` is by default that of the session.
    """
    starts, ends = _times(session)
    is_all_day = not isinstance(starts, datetime)
    event = calendar_event(
        "session",
        session.pk,
        sequence=session.sequence,
        now=now,
        starts=starts,
        ends=ends,
        organiser=(str(session.hub), session.hub.contact_email),
        summary=f"{session.get_kind_display()}: {session.school}",
        place=session.place,
        description=session.topic or session.watched,
        path=session.get_absolute_url(),
        status=get_status(CANCEL if session.is_cancelled else PUBLISH) if status is None else status,
    )
    if is_all_day:
        event.add("transp", "TRANSPARENT")
    return event


def _times(session: Session) -> tuple[datetime, datetime] | tuple[date, date]:
    """Return start and end. A session that was logged for another day than planned has a day only."""
    if session.starts_at and session.ends_at and london_day(session.starts_at) == session.held_on:
        return session.starts_at, session.ends_at
    return session.held_on, session.held_on + timedelta(days=1)
