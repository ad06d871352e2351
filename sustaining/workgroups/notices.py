"""What members are told about a meeting when it changes. Called inside an action's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sustaining.outbox.actions import queue_email
from sustaining.outbox.models import Email

from .calendars import CANCEL, REQUEST, meeting_calendar, meetings_calendar
from .models import Invitation, Meeting, WorkGroup


def _tell(invitation: Invitation, what: str, *, now: datetime, method: str, **context: Any) -> Email:
    meeting = invitation.meeting
    Invitation.objects.filter(pk=invitation.pk).update(told_at=now)
    return queue_email(
        f"meeting:{meeting.pk}:{what}:{meeting.sequence}:user={invitation.user_id}",
        to=invitation.user,
        template=f"meeting_{what}",
        now=now,
        about=meeting,
        reply_to=meeting.group.hub.contact_email,
        use_until=meeting.starts_at,
        calendar=meeting_calendar(meeting, now=now, method=method, to=invitation.user.email),
        meeting=meeting,
        invitation=invitation,
        **context,
    )


def tell_of_date(invitation: Invitation, *, now: datetime) -> Email:
    """The date is set: when, where, and the calendar entry."""
    return _tell(invitation, "date", now=now, method=REQUEST)


def tell_of_change(invitation: Invitation, *, now: datetime) -> Email:
    """It has moved: the new time and place, and the changed entry."""
    return _tell(invitation, "moved", now=now, method=REQUEST)


def tell_of_cancellation(invitation: Invitation, *, reason: str, now: datetime) -> Email:
    """It is off, and why."""
    return _tell(invitation, "cancelled", now=now, method=CANCEL, reason=reason)


def tell_of_withdrawal(invitation: Invitation, *, reason: str, now: datetime) -> Email:
    """This person is no longer expected, and why."""
    return _tell(invitation, "withdrawn", now=now, method=CANCEL, reason=reason)


def tell_of_series(group: WorkGroup, user: Any, meetings: list[Meeting], *, now: datetime) -> Email:
    """The year's dates in one mail, with a calendar file of them all."""
    keys = ",".join(str(one.pk) for one in (meetings[0], meetings[-1]))
    return queue_email(
        f"group:{group.pk}:planned:{keys}:user={user.pk}",
        to=user,
        template="meetings_planned",
        now=now,
        about=group,
        reply_to=group.hub.contact_email,
        calendar=meetings_calendar(meetings, now=now),
        meeting=meetings[0],
        meetings=meetings,
    )
