"""Meetings as calendar entries (RFC 5545): the UID never changes, the SEQUENCE rises with every change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.calendars import (
    ACCEPTED,
    CANCEL,
    DECLINED,
    NEEDS_ACTION,
    PUBLISH,
    REQUEST,
    add_attendee,
    calendar_event,
    calendar_file,
    get_status,
)

from .choices import Mode, Rsvp
from .models import Invitation, Meeting

if TYPE_CHECKING:
    from icalendar import Event

__all__ = [
    "CANCEL",
    "PUBLISH",
    "REQUEST",
    "invitation_calendar",
    "meeting_calendar",
    "meeting_event",
    "meetings_calendar",
]

ABOUT = "Work Group meetings"
ANSWERS = {Rsvp.NONE: NEEDS_ACTION, Rsvp.COMING: ACCEPTED, Rsvp.APOLOGIES: DECLINED}
"""PARTSTAT by answer."""


def invitation_calendar(invitation: Invitation, *, now: datetime, method: str) -> str:
    """Return the calendar file that goes with an email to an invited person: a REQUEST or a CANCEL (RFC 5546).

    A CANCEL of one invitation to a meeting that takes place has no STATUS: that would cancel it for everyone.
    """
    meeting = invitation.meeting
    status = "" if method == CANCEL and not meeting.is_cancelled else get_status(method)
    event = meeting_event(meeting, now=now, invitation=invitation, status=status)
    answer = ANSWERS[Rsvp(invitation.rsvp)]
    add_attendee(event, name=str(invitation.user), address=invitation.user.email, answer=answer)
    return calendar_file([event], about=ABOUT, method=method)


def meeting_calendar(
    meeting: Meeting, *, now: datetime, invitation: Invitation | None = None, with_link: bool = True
) -> str:
    """Return an iCalendar file of one announced meeting to download, with the SEQUENCE of the reader's invitation."""
    event = meeting_event(meeting, now=now, invitation=invitation, with_link=with_link)
    return calendar_file([event], about=ABOUT)


def meetings_calendar(meetings: Iterable[Meeting], *, now: datetime) -> str:
    """Return an iCalendar file of several new meetings to import.

    It is no REQUEST: in RFC 5546 that is for one UID.
    """
    return calendar_file([meeting_event(meeting, now=now) for meeting in meetings], about=ABOUT)


def meeting_event(
    meeting: Meeting,
    *,
    now: datetime,
    invitation: Invitation | None = None,
    status: str | None = None,
    with_link: bool = True,
) -> Event:
    """Return the calendar entry of an announced meeting. Raise ValueError when it has no date.

    Its SEQUENCE is that of the reader's `invitation`, without one the meeting's; `status` is by default that of the
    meeting. Pass `with_link=False` for readers who are not invited, so that they do not see the joining link.
    """
    if meeting.starts_at is None or meeting.ends_at is None:
        raise ValueError("A meeting without a date can’t be added to a calendar.")
    online = meeting.mode == Mode.ONLINE
    return calendar_event(
        "meeting",
        meeting.pk,
        sequence=(invitation or meeting).sequence,
        now=now,
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        organiser=(str(meeting.group.hub), meeting.group.hub.contact_email),
        summary=f"{meeting}" + (f": {meeting.title}" if meeting.title else ""),
        place=(meeting.joining_link if with_link else "Online") if online else meeting.place,
        description=meeting.agenda,
        path=meeting.get_absolute_url(),
        status=get_status(CANCEL if meeting.is_cancelled else PUBLISH) if status is None else status,
    )
