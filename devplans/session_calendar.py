"""Planned sessions as calendar entries: a UID that never changes, a SEQUENCE that rises with every change."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from icalendar import Event, vCalAddress, vText

from sustaining.common.calendars import CANCEL, PUBLISH, REQUEST, calendar_file, uid

from .models import Session

__all__ = ["CANCEL", "PUBLISH", "REQUEST", "session_calendar"]


def session_calendar(session: Session, *, now: datetime, method: str = PUBLISH) -> str:
    """Return a planned session as an iCalendar file; `now` is its DTSTAMP. Raise ValueError without a time."""
    if session.starts_at is None or session.ends_at is None:
        raise ValueError("A session that was not planned has no time.")
    zone = timezone.get_default_timezone()
    event = Event()
    event.add("uid", uid("session", session.pk))
    event.add("sequence", session.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", session.starts_at.astimezone(zone))
    event.add("dtend", session.ends_at.astimezone(zone))
    event.add("summary", f"{session.get_kind_display()}: {session.school}")
    event.add("location", session.place)
    event.add("description", session.topic or session.watched)
    event.add("url", settings.SITE_URL + session.get_absolute_url())
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    hub = session.school.hub
    if hub and hub.contact_email:
        organiser = vCalAddress(f"mailto:{hub.contact_email}")
        organiser.params["cn"] = vText(str(hub))
        event["organizer"] = organiser
    return calendar_file([event], about="Support sessions", method=method)
