"""Meetings as calendar entries (RFC 5545): one UID a meeting for ever, a SEQUENCE that rises with every change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from .choices import Mode
from .models import Meeting

LONDON_RULES = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
END:VTIMEZONE
"""
"""One hour on from 01:00 GMT on the last Sunday of March to 01:00 GMT on that of October (Summer Time Order 2002).

Written out: the library would list every year's dates in every mail, and take longer for it than for all the rest.
"""

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


def meeting_calendar(
    meeting: Meeting, *, now: datetime, method: str = PUBLISH, to: str = "", with_link: bool = True
) -> str:
    """An iCalendar file of one announced meeting, with Europe/London's rules. `now` is its DTSTAMP, `to` who is asked."""
    event = meeting_event(meeting, now=now, cancelled=method == CANCEL, with_link=with_link)
    if to:
        guest = vCalAddress(f"mailto:{to}")
        guest.params["partstat"] = vText("NEEDS-ACTION")
        event.add("attendee", guest, encode=0)
    return in_calendar([event], method=method)


def meetings_calendar(meetings: Iterable[Meeting], *, now: datetime) -> str:
    """An iCalendar file of several meetings, to be read into a calendar (RFC 5546: a request has one UID, this none)."""
    return in_calendar([meeting_event(meeting, now=now) for meeting in meetings], method=PUBLISH)


def in_calendar(events: Iterable[Event], *, method: str = PUBLISH, name: str = "") -> str:
    """A whole file around some events."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sustaining//Work Group meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:  # a feed: what it is called, and how often to look
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval;value=duration", "PT1H")
        calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(event)
    calendar.add_component(Timezone.from_ical(LONDON_RULES))
    return calendar.to_ical().decode()


def uid(kind: str, key: int) -> str:
    """The entry's name for ever."""
    return f"{kind}-{key}@{urlsplit(settings.SITE_URL).hostname}"


def meeting_event(meeting: Meeting, *, now: datetime, cancelled: bool = False, with_link: bool = True) -> Event:
    """One announced meeting as an entry; the joining link only for those who are invited. Raises ValueError without a date."""
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
