"""Calendar files (RFC 5545) of one event, with the rules of London's clock. What the event says is each room's own."""

from __future__ import annotations

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
"""One hour on from 01:00 GMT on the last Sunday of March to 01:00 GMT on that of October (Summer Time Order 2002).

Written out: the library would list every year's dates in every mail, and take longer for it than for all the rest.
"""

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


def calendar_file(event: Event, *, about: str, method: str) -> str:
    """An iCalendar file of one event, with Europe/London's rules. `about` names what kind of thing in PRODID."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Sustaining//{about}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    calendar.add_component(Timezone.from_ical(LONDON_RULES))
    return calendar.to_ical().decode()
