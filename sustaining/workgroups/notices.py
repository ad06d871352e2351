"""Emails to members when a meeting changes. Call inside an action's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sustaining.outbox.actions import queue_email
from sustaining.outbox.models import TROUBLE, Email, EmailQuerySet, EmailState

from .calendars import CANCEL, REQUEST, invitation_calendar, meetings_calendar
from .models import Invitation, Meeting, WorkGroup

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def _notify(
    invitation: Invitation, kind: str, *, now: datetime, method: str, facts: dict[str, Any], **context: Any
) -> Email:
    meeting = invitation.meeting
    Invitation.objects.filter(pk=invitation.pk).update(told_at=now)
    # Without it nobody would hear that they are invited again, or withdrawn again: the first email would be the only one.
    again = f":again={invitation.times_invited - 1}" if invitation.times_invited > 1 else ""
    return queue_email(
        f"{_occasion(meeting, kind)}user={invitation.user_id}{again}",
        to=invitation.user,
        kind=kind,
        now=now,
        about=meeting,
        facts={"meeting": meeting.pk, **facts},
        reply_to=meeting.group.hub.contact_email,
        use_until=meeting.starts_at,
        calendar=invitation_calendar(invitation, now=now, method=method),
        meeting=meeting,
        invitation=invitation,
        **context,
    )


def get_unsent_cancellations(meeting: Meeting) -> EmailQuerySet:
    """Return the emails that the meeting is cancelled which have not reached their readers."""
    unsent = (EmailState.QUEUED, *TROUBLE)
    return Email.objects.about_thing(meeting).filter(kind="meeting_cancelled", state__in=unsent)


def _occasion(meeting: Meeting, kind: str) -> str:
    return f"meeting:{meeting.pk}:{kind.removeprefix('meeting_')}:{meeting.sequence}:"


def _series_occasion(group: WorkGroup, meetings: list[Meeting]) -> str:
    return f"group:{group.pk}:planned:{meetings[0].pk},{meetings[-1].pk}:"


def _sequence(invitation: Invitation) -> dict[str, int]:
    """Return the version of the person's calendar entry; a later version makes the email out of date."""
    return {"sequence": invitation.sequence}


def notify_date(invitation: Invitation, *, now: datetime) -> Email:
    """Queue the email that the date is set, with the calendar entry."""
    kind = "meeting_substitute" if invitation.substitute_for_id else "meeting_date"
    return _notify(invitation, kind, now=now, method=REQUEST, facts=_sequence(invitation))


def notify_change(invitation: Invitation, *, now: datetime) -> Email:
    """Queue the email about the new time or place, with the changed calendar entry."""
    return _notify(invitation, "meeting_moved", now=now, method=REQUEST, facts=_sequence(invitation))


def notify_cancellation(invitation: Invitation, *, reason: str, now: datetime) -> Email:
    """Queue the email that the meeting is cancelled, with the reason."""
    return _notify(invitation, "meeting_cancelled", now=now, method=CANCEL, facts={}, reason=reason)


def notify_restored(invitation: Invitation, *, reason: str, now: datetime) -> Email:
    """Queue the email that the meeting is on after all, with the reason and the calendar entry."""
    return _notify(invitation, "meeting_restored", now=now, method=REQUEST, facts=_sequence(invitation), reason=reason)


def notify_withdrawal(invitation: Invitation, *, reason: str, now: datetime) -> Email:
    """Queue the email that the user is no longer invited, with the reason."""
    facts = {"times_invited": invitation.times_invited}
    return _notify(invitation, "meeting_withdrawn", now=now, method=CANCEL, facts=facts, reason=reason)


def notify_series(group: WorkGroup, user: User, meetings: list[Meeting], *, now: datetime) -> Email:
    """Queue one email with all dates of the series and a calendar file."""
    return queue_email(
        f"{_series_occasion(group, meetings)}user={user.pk}",
        to=user,
        kind="meetings_planned",
        now=now,
        about=group,
        facts={"meetings": [meeting.pk for meeting in meetings]},
        reply_to=group.hub.contact_email,
        calendar=meetings_calendar(meetings, now=now),
        meeting=meetings[0],
        meetings=meetings,
    )
