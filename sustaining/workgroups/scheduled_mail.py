"""Scheduled emails about a meeting, one by one, computed by the same functions that send them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sustaining.common.status import Status
from sustaining.outbox.kinds import Occasion
from sustaining.outbox.models import EMAIL_STATUSES, Email, EmailState, Hold, HoldKind

from .choices import Mark, MeetingState, Rsvp
from .models import Attendance, Invitation, Meeting
from .reminders import ReminderData, occasion_after, occasion_before, skip_reason
from .schedules import NUDGE, Step, get_schedule, step_after, steps_before

HOLD_STATUSES = {
    HoldKind.HELD: Status("Paused", "wait"),
    HoldKind.DROPPED: Status("Won’t be sent", "stop"),
    HoldKind.SKIPPED: Status("Skipped"),
}


@dataclass
class ScheduledEmail:
    """One scheduled email to one person: to come, stopped, or sent."""

    step: Step
    meeting: Meeting
    person: Any
    school: Any
    invitation: Invitation | None
    data: ReminderData
    email: Email | None = None
    hold: Hold | None = None
    skip_reason: str = ""
    is_past: bool = False
    attendance: Attendance | None = None

    @property
    def key(self) -> str:
        """Return the occasion's key."""
        return self.step.key(self.meeting, self.person.pk)

    @property
    def can_be_steered(self) -> bool:
        """Return whether it may still be held, dropped or sent now."""
        stopped = self.hold is not None and self.hold.kind != HoldKind.HELD
        return self.email is None and not stopped and not self.is_past

    @property
    def is_stopped(self) -> bool:
        """Return whether somebody has held it back or taken it out."""
        return self.email is None and self.hold is not None and self.hold.kind != HoldKind.SKIPPED

    @property
    def is_to_come(self) -> bool:
        """Return whether it goes when its time comes."""
        return self.email is None and self.hold is None and not self.skip_reason and not self.is_past

    @property
    def status(self) -> Status:
        """Return where it stands, and why it does not go, or did not."""
        if self.email is not None:
            return EMAIL_STATUSES[EmailState(self.email.state)]._replace(next=self.email.last_answer)
        if self.hold is not None:
            return HOLD_STATUSES[HoldKind(self.hold.kind)]._replace(next=self.hold.why)
        return Status("Scheduled" if self.is_to_come else "Not sent", next=self.skip_reason)

    def occasion_at(self, now: datetime) -> Occasion:
        """Return the email's occasion as it would be written at `now`."""
        if self.invitation is None:
            return occasion_after(self.step, self.meeting, self.person, now, attendance=self.attendance)
        return occasion_before(self.step, self.meeting, self.invitation, self.data, now)


def scheduled_emails(meeting: Meeting, now: datetime) -> list[ScheduledEmail]:
    """Return every scheduled email about this meeting, past and to come. A constant number of queries."""
    if meeting.starts_at is None or meeting.state == MeetingState.CANCELLED:
        return []
    invitations = list(
        Invitation.objects.live()
        .filter(meeting=meeting, user__is_active=True)
        .select_related("user", "participation__school", "substitute_for__user")
        .order_by("participation__school__sort_name", "user__sort_name")
    )
    data = ReminderData.about([meeting], {row.user_id for row in invitations})
    scheduled = [*_before(meeting, invitations, data, now), *_after(meeting, invitations, data, now)]
    emails = {row.occasion: row for row in Email.objects.filter(occasion__in=[email.key for email in scheduled])}
    holds = {row.key: row for row in Hold.objects.unreleased().filter(key__in=[email.key for email in scheduled])}
    for email in scheduled:
        email.email, email.hold = emails.get(email.key), holds.get(email.key)
    return scheduled


def _before(meeting: Meeting, invitations: list[Invitation], data: ReminderData, now: datetime) -> list[ScheduledEmail]:
    steps = steps_before(meeting, data.schedule(meeting))
    latest = max((step.due_at for step in steps if step.due_at <= now), default=None)
    return [
        ScheduledEmail(
            step,
            meeting,
            invitation.user,
            invitation.participation.school if invitation.participation else None,
            invitation,
            data,
            skip_reason=skip_reason(step, invitation, data),
            is_past=not meeting.is_ahead(now) or (latest is not None and step.due_at < latest),
        )
        for step in steps
        for invitation in invitations
        if invitation.rsvp != Rsvp.APOLOGIES and not (step.kind == NUDGE and invitation.rsvp != Rsvp.NONE)
    ]


def _after(meeting: Meeting, invitations: list[Invitation], data: ReminderData, now: datetime) -> list[ScheduledEmail]:
    """Return the thanks: to those who were present, or, until the register is first closed, to those who are coming."""
    step = step_after(meeting, get_schedule(meeting.group.hub))
    if step is None:
        return []
    by_user = {invitation.user_id: invitation for invitation in invitations}
    if meeting.took_place:
        marks = Attendance.objects.filter(meeting=meeting, mark=Mark.PRESENT, user__is_active=True)
        people: list[Any] = [
            (mark.user, mark.participation, mark) for mark in marks.select_related("user", "participation__school")
        ]
    else:
        people = [
            (invitation.user, invitation.participation, None)
            for invitation in invitations
            if invitation.rsvp == Rsvp.COMING
        ]
    return [
        ScheduledEmail(
            step,
            meeting,
            person,
            participation.school if participation else None,
            None,
            data,
            skip_reason=skip_reason(step, by_user[person.pk], data) if person.pk in by_user else "",
            attendance=attendance,
        )
        for person, participation, attendance in people
    ]
