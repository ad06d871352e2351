"""A person's private calendar: their meetings and sessions that have a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from devplans.models import Session
from devplans.session_calendar import session_event
from schools.models import HubStaff
from sustaining.common.calendars import calendar_file
from sustaining.common.clock import london_day

from .calendars import meeting_event
from .models import CalendarFeed, Invitation, Meeting
from .querysets import led_groups

if TYPE_CHECKING:
    from icalendar import Event

    from sustaining.accounts.models import User

LOOKS_BACK = timedelta(days=400)
MOST = 500


def feed_calendar(feed: CalendarFeed, now: datetime) -> str:
    """Return the calendar of the feed's owner as an iCalendar file."""
    events = [event for entries in (meetings, sessions) for event in entries(feed.user, now)]
    return calendar_file(events, about="Meetings and sessions", name="Sustaining")


def meetings(user: User, now: datetime) -> Iterable[Event]:
    """Yield the meetings that the user is invited to or leads, and those of their hub, cancelled ones included."""
    day = london_day(now)
    hubs = HubStaff.get_hubs(user, on=day)
    invited = Invitation.objects.live().held_by(user, day).values("meeting")
    own = Meeting.objects.filter(Q(pk__in=invited) | Q(group__in=led_groups(user, day))).values("pk")
    shown = Meeting.objects.filter(Q(pk__in=own) | Q(group__hub__in=hubs), starts_at__gt=now - LOOKS_BACK)
    close = set(own.values_list("pk", flat=True))
    # The feed shows an entry under the same SEQUENCE as the email that invited its reader.
    received = Invitation.objects.filter(user=user, meeting__starts_at__gt=now - LOOKS_BACK).select_related("meeting")
    invitations = {row.meeting_id: row for row in received}
    for meeting in shown.with_hub().order_by("starts_at", "pk")[:MOST]:
        yield meeting_event(meeting, now=now, invitation=invitations.get(meeting.pk), with_link=meeting.pk in close)


def sessions(user: User, now: datetime) -> Iterable[Event]:
    """Yield the sessions that the user takes part in as Specialist or Advocate, cancelled ones included."""
    takes_part = Q(specialist__user=user) | Q(advocate_links__advocate__user=user)
    shown = Session.objects.visible_to(user).filter(takes_part, held_on__gt=london_day(now - LOOKS_BACK))
    for session in (
        shown.select_related("participation__school", "participation__hub").order_by("held_on", "pk").distinct()[:MOST]
    ):
        yield session_event(session, now=now)
