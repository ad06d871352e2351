"""Meetings as calendar entries (RFC 5545): the UID never changes, the SEQUENCE rises with every change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from icalendar import Event, vCalAddress, vText

from sustaining.common.calendars import CANCEL, PUBLISH, REQUEST, calendar_file, uid

from .choices import Mode
from .models import Meeting

__all__ = ["CANCEL", "PUBLISH", "REQUEST", "meeting_calendar", "meeting_event", "meetings_calendar"]

ABOUT = "Work Group meetings"


def meeting_calendar(
    meeting: Meeting, *, now: datetime, method: str = PUBLISH, to: str = "", with_link: bool = True
) -> str:
    """Return an iCalendar file of one announced meeting, with the time zone rules of Europe/London.

    `now` becomes the DTSTAMP, `to` the address of the attendee.
    """
    event = meeting_event(meeting, now=now, cancelled=method == CANCEL, with_link=with_link)
    if to:
        guest = vCalAddress(f"mailto:{to}")
        guest.params["partstat"] = vText("NEEDS-ACTION")
        event.add("attendee", guest, encode=0)
    return calendar_file([event], about=ABOUT, method=method)


def meetings_calendar(meetings: Iterable[Meeting], *, now: datetime) -> str:
    """Return an iCalendar file of several meetings to import. It has no METHOD: in RFC 5546 a request is for one UID."""
    return calendar_file([meeting_event(meeting, now=now) for meeting in meetings], about=ABOUT)


def meeting_event(meeting: Meeting, *, now: datetime, cancelled: bool = False, with_link: bool = True) -> Event:
    """Return the calendar entry of an announced meeting. Raise ValueError when it has no date.

    Pass `with_link=False` for readers who are not invited, so that they do not see the joining link.
    """
    if meeting.starts_at is None or meeting.ends_at is None:
        raise ValueError("A meeting to be announced has no place in a calendar.")
    zone = timezone.get_default_timezone()
    event = Event()
    event.add("uid", uid("meeting", meeting.pk))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", f"{meeting}" + (f": {meeting.title}" if meeting.title else ""))
    online = meeting.mode == Mode.ONLINE
    event.add("location", (meeting.joining_link if with_link else "Online") if online else meeting.place)
    event.add("description", meeting.agenda)
    event.add("url", settings.SITE_URL + meeting.get_absolute_url())
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if meeting.group.hub.contact_email:
        organiser = vCalAddress(f"mailto:{meeting.group.hub.contact_email}")
        organiser.params["cn"] = vText(str(meeting.group.hub))
        event["organizer"] = organiser
    return event
