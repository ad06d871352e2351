"""A person's private calendar: their meetings and sessions that have a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from icalendar import Event

from devplans.choices import SessionState
from devplans.models import Session
from schools.models import HubStaff
from sustaining.common.calendars import calendar_file, uid
from sustaining.common.clock import london_day

from .calendars import meeting_event
from .choices import MeetingState
from .models import CalendarFeed, Invitation, Meeting
from .querysets import led_groups

if TYPE_CHECKING:
    from sustaining.accounts.models import User

LOOKS_BACK = timedelta(days=400)
MOST = 500


def feed_calendar(feed: CalendarFeed, now: datetime) -> str:
    """Return the calendar of the feed's owner as an iCalendar file."""
    events = [event for entries in (meetings, sessions) for event in entries(feed.user, now)]
    return calendar_file(events, about="Meetings and sessions", name="Sustaining")


def meetings(user: User, now: datetime) -> Iterable[Event]:
    """Yield the meetings that the user is invited to or leads, and those of their hub, cancelled ones included."""
    hubs = HubStaff.of(user, on=london_day(now)).values("hub")
    day = london_day(now)
    invited = Invitation.objects.live().held_by(user, day).values("meeting")
    own = Meeting.objects.filter(Q(pk__in=invited) | Q(group__in=led_groups(user, day))).values("pk")
    shown = Meeting.objects.filter(Q(pk__in=own) | Q(group__hub__in=hubs), starts_at__gt=now - LOOKS_BACK)
    close = set(own.values_list("pk", flat=True))
    for meeting in shown.with_hub().order_by("starts_at", "pk")[:MOST]:
        cancelled = meeting.state == MeetingState.CANCELLED
        yield meeting_event(meeting, now=now, cancelled=cancelled, with_link=meeting.pk in close)


def sessions(user: User, now: datetime) -> Iterable[Event]:
    """Yield the sessions that the user takes part in as Specialist or Advocate, as all-day entries.

    A session has a date and a length, not a time of day.
    """
    takes_part = Q(specialist__user=user) | Q(advocate_links__advocate__user=user)
    shown = Session.objects.visible_to(user).filter(takes_part, held_on__gt=london_day(now - LOOKS_BACK))
    for session in shown.select_related("participation__school").order_by("held_on", "pk").distinct()[:MOST]:
        event = Event()
        event.add("uid", uid("session", session.pk))
        event.add("dtstamp", now)
        event.add("dtstart", session.held_on)
        event.add("dtend", session.held_on + timedelta(days=1))
        event.add("summary", f"{session.get_kind_display()}, {session.school}")
        event.add("location", session.place)
        event.add("url", settings.SITE_URL + session.get_absolute_url())
        event.add("status", "CANCELLED" if session.state == SessionState.CANCELLED else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        yield event
