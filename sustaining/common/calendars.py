"""Calendar files (RFC 5545) and invitations by email (RFC 5546) with London's time zone. Each app describes its own events."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from .heavy import HeavyModule

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = HeavyModule("icalendar")

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
"""One hour ahead from 01:00 GMT on the last Sunday of March to 01:00 GMT on the last Sunday of October.

Source: Summer Time Order 2002. It is a constant because the library would list every year's dates in every email, and
take longer for that than for everything else.
"""

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


NEEDS_ACTION, ACCEPTED, DECLINED = "NEEDS-ACTION", "ACCEPTED", "DECLINED"
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Characters that RFC 5545 forbids in a text: they come with what is pasted from a word processor."""


def calendar_event(
    kind: str,
    key: int,
    *,
    sequence: int,
    now: datetime,
    starts: datetime | date,
    ends: datetime | date,
    organiser: tuple[str, str],
    summary: str,
    place: str = "",
    description: str = "",
    path: str,
    status: str = "CONFIRMED",
) -> icalendar.Event:
    """Return an entry for a calendar file. Moments are written in London's time; two days make an all-day entry.

    `organiser` is a name and an address; without an address it is the site's sender, because every invitation has an
    ORGANIZER. `now` becomes the DTSTAMP.
    """
    event = icalendar.Event()
    event.add("uid", uid(kind, key))
    event.add("sequence", sequence)
    event.add("dtstamp", now)
    event.add("dtstart", _in_london(starts))
    event.add("dtend", _in_london(ends))
    event.add("summary", _clean(summary))
    event.add("location", _clean(place))
    event.add("description", _clean(description))
    event.add("url", settings.SITE_URL + path)
    if status:
        event.add("status", status)
    name, address = organiser
    event["organizer"] = _calendar_address(name, address or parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    return event


def add_attendee(event: icalendar.Event, *, name: str, address: str, answer: str = NEEDS_ACTION) -> None:
    """Add the reader of an invitation, with their answer as far as the site knows it.

    RSVP is FALSE: people answer by the buttons of the email, and a calendar's reply would reach nobody who reads it.
    """
    attendee = _calendar_address(name, address)
    attendee.params["role"] = icalendar.vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = icalendar.vText(answer)
    attendee.params["rsvp"] = icalendar.vText("FALSE")
    event.add("attendee", attendee, encode=0)


def get_status(method: str) -> str:
    """Return the STATUS of an entry that goes with METHOD `method`."""
    return "CANCELLED" if method == CANCEL else "CONFIRMED"


def _calendar_address(name: str, address: str) -> icalendar.vCalAddress:
    calendar_address = icalendar.vCalAddress(f"mailto:{address}")
    # A parameter cannot hold a double quote, not even escaped.
    if name := _clean(name).replace('"', "'").strip():
        calendar_address.params["cn"] = icalendar.vText(name)
    return calendar_address


def _in_london(moment: datetime | date) -> datetime | date:
    return moment.astimezone(timezone.get_default_timezone()) if isinstance(moment, datetime) else moment


def _clean(text: str) -> str:
    return CONTROLS.sub(" ", text.replace("\r\n", "\n"))


def calendar_file(events: Iterable[icalendar.Event], *, about: str, method: str = PUBLISH, name: str = "") -> str:
    """Return an iCalendar file with some events and Europe/London's rules.

    `about` names the kind of event in PRODID. With a `name` the file is a feed: its title, and how often to refresh it.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//Sustaining//{about}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval;value=duration", "PT1H")
        calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(event)
    calendar.add_component(icalendar.Timezone.from_ical(LONDON_RULES))
    return calendar.to_ical().decode()


def uid(kind: str, key: int) -> str:
    """Return the permanent identifier of an entry."""
    return f"{kind}-{key}@{urlsplit(settings.SITE_URL).hostname}"
