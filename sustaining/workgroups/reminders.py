"""Reminders of meetings: 7 days and 1 day before, from 9:00 in London, computed from live rows at every tick."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from sustaining.common.clock import london_day
from sustaining.outbox.delivery import ask_again
from sustaining.outbox.models import Email
from sustaining.outbox.reminders import Occasion, reminder

from .calendars import REQUEST, meeting_calendar
from .choices import MeetingState, Rsvp
from .models import Invitation, Meeting

DAYS_BEFORE = (7, 1)
NOT_BEFORE = time(9)
"""Nobody is reminded before nine in the morning."""


def due_from(meeting: Meeting, days_before: int) -> datetime:
    """Nine o'clock in London, `days_before` calendar days before the meeting's day: right across a change of clocks."""
    day = london_day(meeting.starts_at) - timedelta(days=days_before)  # type: ignore[arg-type]
    return datetime.combine(day, NOT_BEFORE, tzinfo=timezone.get_default_timezone())


def _next_due(meeting: Meeting, now: datetime) -> int | None:
    """The reminder that is due at `now`: the nearest one whose time has come; an earlier one is not sent late."""
    return next((days for days in sorted(DAYS_BEFORE) if due_from(meeting, days) <= now), None)


@reminder("meeting-soon")
def meeting_soon(now: datetime) -> Iterator[Occasion]:
    """Everyone invited to a scheduled meeting to come who has not sent apologies. Three queries.

    A person who was told of the date after a reminder's time had come has no need of it: they have just heard.
    """
    horizon = now + timedelta(days=max(DAYS_BEFORE) + 1)
    meetings = Meeting.objects.between(now, horizon).select_related("group__hub", "group__project")
    dated = {meeting.pk: (meeting, days) for meeting in meetings if (days := _next_due(meeting, now)) is not None}
    invitations = Invitation.objects.filter(meeting__in=dated).exclude(rsvp=Rsvp.APOLOGIES).select_related("user")
    told = _told_at(dated.keys())
    for invitation in invitations.filter(user__is_active=True).order_by("pk"):
        meeting, days = dated[invitation.meeting_id]
        heard = told.get((meeting.pk, invitation.user_id))
        if heard is not None and heard >= due_from(meeting, days):
            continue
        yield _occasion(meeting, invitation, days, now)


def _told_at(meetings: Any) -> dict[tuple[int | None, int | None], datetime]:
    """When each person last heard of each meeting's date."""
    said = Email.objects.filter(Q(template="meeting_date") | Q(template="meeting_moved"))
    rows = said.filter(about_type__app_label="workgroups", about_type__model="meeting", about_id__in=list(meetings))
    return {
        (about, user): at for about, user, at in rows.order_by("queued_at").values_list("about_id", "user", "queued_at")
    }


def _occasion(meeting: Meeting, invitation: Invitation, days: int, now: datetime) -> Occasion:
    day = london_day(meeting.starts_at)  # type: ignore[arg-type]
    return Occasion(
        key=f"meeting:{meeting.pk}:{days}d:{day:%Y-%m-%d}:user={invitation.user_id}",
        to=invitation.user,
        template="meeting_reminder",
        use_until=meeting.starts_at,  # type: ignore[arg-type]
        about=meeting,
        reply_to=meeting.group.hub.contact_email,
        context={"meeting": meeting, "days": days, "invitation": invitation},
        calendar=lambda: meeting_calendar(meeting, now=now, method=REQUEST),
    )


@ask_again("meeting_date", "meeting_moved", "meeting_reminder")
def still_on(email: Email, now: datetime) -> bool:
    """Whether the meeting is still on, and, for a reminder, still on the day that it speaks of and the person expected."""
    meeting = Meeting.objects.filter(pk=email.about_id or 0, state=MeetingState.SCHEDULED).first()
    if meeting is None or meeting.starts_at is None or meeting.starts_at <= now:
        return False
    if email.template != "meeting_reminder":
        return email.occasion.split(":")[3] == str(meeting.sequence)
    expected = meeting.invitations.filter(user=email.user_id).exclude(rsvp=Rsvp.APOLOGIES).exists()
    return expected and f":{london_day(meeting.starts_at):%Y-%m-%d}:" in email.occasion
