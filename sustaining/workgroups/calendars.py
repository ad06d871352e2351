"""Meetings as calendar entries (RFC 5545): one UID a meeting for ever, a SEQUENCE that rises with every change."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Event, vCalAddress, vText

from sustaining.common.calendars import CANCEL, PUBLISH, REQUEST, calendar_file

from .choices import Mode
from .models import Meeting

__all__ = ["CANCEL", "PUBLISH", "REQUEST", "meeting_calendar"]


def meeting_calendar(meeting: Meeting, *, now: datetime, method: str = PUBLISH) -> str:
    """An iCalendar file of one announced meeting, with Europe/London's rules. `now` is its DTSTAMP."""
    return calendar_file(_event(meeting, now=now, method=method), about="Work Group meetings", method=method)


def _event(meeting: Meeting, *, now: datetime, method: str) -> Event:
    if meeting.starts_at is None or meeting.ends_at is None:
        raise ValueError("A meeting to be announced has no place in a calendar.")
    zone = timezone.get_default_timezone()
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", f"{meeting}" + (f": {meeting.title}" if meeting.title else ""))
    event.add("location", meeting.joining_link if meeting.mode == Mode.ONLINE else meeting.place)
    event.add("description", meeting.agenda)
    event.add("url", settings.SITE_URL + meeting.get_absolute_url())
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    if meeting.group.hub.contact_email:
        organiser = vCalAddress(f"mailto:{meeting.group.hub.contact_email}")
        organiser.params["cn"] = vText(str(meeting.group.hub))
        event["organizer"] = organiser
    return event
