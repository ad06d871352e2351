"""Calendar files (RFC 5545) with London's time zone. Each app describes its own events."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, Timezone

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


def calendar_file(events: Iterable[Event], *, about: str, method: str = PUBLISH, name: str = "") -> str:
    """Return an iCalendar file with some events and Europe/London's rules.

    `about` names the kind of event in PRODID. With a `name` the file is a feed: its title, and how often to refresh it.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Sustaining//{about}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval;value=duration", "PT1H")
        calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(event)
    calendar.add_component(Timezone.from_ical(LONDON_RULES))
    return calendar.to_ical().decode()


def uid(kind: str, key: int) -> str:
    """Return the permanent identifier of an entry."""
    return f"{kind}-{key}@{urlsplit(settings.SITE_URL).hostname}"
