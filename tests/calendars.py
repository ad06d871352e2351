"""What an RFC 5546 calendar makes of the site's emails, and what the RFCs demand of them. Written without icalendar."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sustaining.outbox.delivery import is_still_true
from sustaining.outbox.models import Email, EmailState

LONDON = ZoneInfo("Europe/London")
ADDRESS = re.compile(r"^mailto:[^@\s]+@[^@\s]+\.[^@\s]+$", re.I)
PARTSTATS = {"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"}
ONCE = (
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "SEQUENCE",
    "SUMMARY",
    "ORGANIZER",
    "STATUS",
    "LOCATION",
    "DESCRIPTION",
    "URL",
)
"""Properties of which RFC 5545 allows one in an event."""
REQUIRED = {
    "REQUEST": ("UID", "DTSTAMP", "DTSTART", "ORGANIZER", "SUMMARY", "ATTENDEE", "SEQUENCE"),
    "CANCEL": ("UID", "DTSTAMP", "ORGANIZER", "ATTENDEE", "SEQUENCE"),
    "PUBLISH": ("UID", "DTSTAMP", "DTSTART", "ORGANIZER", "SUMMARY", "SEQUENCE"),
}
"""RFC 5546, 3.2.1, 3.2.2 and 3.2.5. We always write SEQUENCE, and name the reader of every CANCEL."""


@dataclass
class Line:
    """A content line: its name, parameters and value."""

    name: str
    params: dict[str, str]
    value: str


def read_line(text: str) -> Line:
    """Split a content line; parameter values may be quoted."""
    match = re.fullmatch(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', text, re.S)
    assert match, f"no content line: {text!r}"
    pairs = re.findall(r';([A-Z0-9-]+)=("[^"]*"|[^";:,]*)', match[2])
    return Line(match[1], {key: value.strip('"') for key, value in pairs}, match[3])


def read_lines(calendar: str) -> list[Line]:
    """Return the content lines of a file. AssertionError where a line is too long, badly ended, or holds a control."""
    assert calendar.endswith("\r\n")
    lines = calendar[:-2].split("\r\n")
    for line in lines:
        assert len(line.encode()) <= 75, f"longer than 75 octets: {line!r}"
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line), f"a control character: {line!r}"
    unfolded: list[str] = []
    for line in lines:
        if line.startswith((" ", "\t")):
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    return [read_line(line) for line in unfolded]


@dataclass
class Component:
    """A component with its own lines and the components in it."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        """Return its lines of a name."""
        return [line for line in self.lines if line.name == name]

    def value(self, name: str) -> str:
        """Return the value of a property, empty without it."""
        return next((line.value for line in self.lines if line.name == name), "")


def read_calendar(calendar: str) -> Component:
    """Return the VCALENDAR of a file."""
    stack = [Component("")]
    for line in read_lines(calendar):
        if line.name == "BEGIN":
            stack.append(Component(line.value))
        elif line.name == "END":
            ended = stack.pop()
            assert ended.name == line.value, f"END:{line.value} in {ended.name}"
            stack[-1].parts.append(ended)
        else:
            stack[-1].lines.append(line)
    (root,) = stack
    (top,) = root.parts
    assert top.name == "VCALENDAR"
    return top


def moment(line: Line) -> datetime | date:
    """Return the moment or day of a DTSTART, DTEND or DTSTAMP."""
    if line.params.get("VALUE") == "DATE":
        return datetime.strptime(line.value, "%Y%m%d").date()  # noqa: DTZ007  (a day has no zone)
    if line.value.endswith("Z"):
        return datetime.strptime(line.value, "%Y%m%dT%H%M%S%z")
    zone = ZoneInfo(line.params["TZID"])
    return datetime.strptime(line.value, "%Y%m%dT%H%M%S").replace(tzinfo=zone)


def assert_valid(calendar: str, *, to: str = "") -> Component:
    """Return the calendar. AssertionError unless it keeps the MUSTs of RFC 5545 and 5546; `to` is the email's reader."""
    top = read_calendar(calendar)
    assert top.value("VERSION") == "2.0"
    assert top.value("PRODID")
    method = top.value("METHOD")
    events = [part for part in top.parts if part.name == "VEVENT"]
    zones = {part.value("TZID") for part in top.parts if part.name == "VTIMEZONE"}
    assert events or method == "PUBLISH", "no event"
    if method != "PUBLISH":
        assert len({event.value("UID") for event in events}) == 1, "a request is for one UID"
    for event in events:
        _assert_valid_event(event, method, zones, to)
    return top


def _assert_valid_event(event: Component, method: str, zones: set[str], to: str) -> None:
    counts = Counter(line.name for line in event.lines)
    missing = [name for name in REQUIRED[method] if not counts[name]]
    assert not missing, f"{method} without {missing}"
    assert [name for name in ONCE if counts[name] > 1] == []
    assert "." in event.value("UID").partition("@")[2] or "@localhost" in event.value("UID")
    assert ADDRESS.match(event.value("ORGANIZER")), event.value("ORGANIZER")
    assert event.all("DTSTAMP")[0].value.endswith("Z"), "DTSTAMP is in UTC"
    starts, ends = (event.all(name)[0] for name in ("DTSTART", "DTEND"))
    assert starts.params.keys() == ends.params.keys()
    assert moment(ends) > moment(starts)  # type: ignore[operator]
    for line in (starts, ends):
        assert line.params.get("TZID", "Europe/London") in zones
    if method == "PUBLISH":
        assert not counts["ATTENDEE"], "PUBLISH has no attendees"
    if method == "CANCEL":
        assert event.value("STATUS") in ("", "CANCELLED")
        assert int(event.value("SEQUENCE")) > 0
    if method == "REQUEST":
        assert event.value("STATUS") == "CONFIRMED"
    for attendee in event.all("ATTENDEE"):
        assert ADDRESS.match(attendee.value), attendee.value
        assert attendee.params["PARTSTAT"] in PARTSTATS
        assert attendee.params["RSVP"] in ("TRUE", "FALSE")
        assert not to or attendee.value == f"mailto:{to}"


@dataclass
class Entry:
    """What a calendar keeps of an entry: shown, or remembered as cancelled."""

    sequence: int
    method: str
    starts: Any
    ends: Any


class CalendarClient:
    """A person's calendar. Of each UID it keeps the highest SEQUENCE; an older or equal one changes nothing.

    RFC 5546 lets the later DTSTAMP win between equals; many clients do not, so here a change must raise SEQUENCE.
    """

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def receive(self, calendar: str, *, to: str = "") -> None:
        """Apply the file of an email."""
        top = assert_valid(calendar, to=to)
        for event in (part for part in top.parts if part.name == "VEVENT"):
            starts, ends = (moment(event.all(name)[0]) for name in ("DTSTART", "DTEND"))
            entry = Entry(int(event.value("SEQUENCE")), top.value("METHOD"), starts, ends)
            present = self.entries.get(event.value("UID"))
            if present is None or entry.sequence > present.sequence:
                self.entries[event.value("UID")] = entry

    def shown(self) -> dict[str, tuple[datetime, datetime]]:
        """Return start and end of what is not cancelled, by UID."""
        return {uid: (entry.starts, entry.ends) for uid, entry in self.entries.items() if entry.method != "CANCEL"}


class Mailboxes:
    """Everybody's calendars, fed by the emails that the outbox would send."""

    def __init__(self) -> None:
        self.clients: dict[str, CalendarClient] = {}

    def client(self, address: str) -> CalendarClient:
        """Return the calendar behind an address."""
        return self.clients.setdefault(address, CalendarClient())

    def deliver(self, emails: Iterable[Email], now: datetime) -> int:
        """Settle queued emails in this order, as delivery does: what is no longer true does not go. Return how many went."""
        sent = 0
        for email in emails:
            goes = not (email.use_until and email.use_until <= now) and is_still_true(email, now)
            Email.objects.filter(pk=email.pk).update(
                state=EmailState.SENT if goes else EmailState.MISSED, settled_at=now
            )
            if goes and email.calendar:
                self.client(email.to).receive(email.calendar, to=email.to)
            sent += goes
        return sent


def feed_entries(calendar: str) -> dict[str, tuple[int, Any, Any]]:
    """Return SEQUENCE, start and end of a feed's entries that are not cancelled, by UID."""
    top = assert_valid(calendar)
    return {
        event.value("UID"): (
            int(event.value("SEQUENCE")), moment(event.all("DTSTART")[0]), moment(event.all("DTEND")[0])
        )
        for event in top.parts
        if event.name == "VEVENT" and event.value("STATUS") != "CANCELLED"
    }  # fmt: skip
