"""What members are told about a meeting when it changes. Called inside an action's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sustaining.outbox.actions import queue_email
from sustaining.outbox.models import Email

from .calendars import CANCEL, REQUEST, meeting_calendar
from .models import Meeting


def _tell(meeting: Meeting, user: Any, what: str, *, now: datetime, method: str, **context: Any) -> Email:
    return queue_email(
        f"meeting:{meeting.pk}:{what}:{meeting.sequence}:user={user.pk}",
        to=user,
        template=f"meeting_{what}",
        now=now,
        about=meeting,
        reply_to=meeting.group.hub.contact_email,
        use_until=meeting.starts_at,
        calendar=meeting_calendar(meeting, now=now, method=method),
        meeting=meeting,
        **context,
    )


def tell_of_date(meeting: Meeting, user: Any, *, now: datetime) -> Email:
    """The date is set: when, where, and the calendar entry."""
    return _tell(meeting, user, "date", now=now, method=REQUEST)


def tell_of_change(meeting: Meeting, user: Any, *, now: datetime) -> Email:
    """It has moved: the new time and place, and the changed entry."""
    return _tell(meeting, user, "moved", now=now, method=REQUEST)


def tell_of_cancellation(meeting: Meeting, user: Any, *, reason: str, now: datetime) -> Email:
    """It is off, and why."""
    return _tell(meeting, user, "cancelled", now=now, method=CANCEL, reason=reason)
