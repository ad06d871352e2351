"""Scheduled emails about meetings, computed from the rows at every tick: nudges, reminders, thanks.

When several are due to a person before a meeting, only the latest is sent: a worker that was down for a day sends what is
still useful, and the rest is recorded as skipped with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from schools.choices import NOT_REMINDED
from schools.closed_days import MOST_DAYS_OFF
from sustaining.outbox.kinds import Occasion
from sustaining.outbox.optional import get_preferences, is_allowed
from sustaining.outbox.skip_reasons import ALREADY_INFORMED, BEGUN, NOT_WANTED, OVERTAKEN

from .calendars import REQUEST, invitation_calendar
from .choices import Mark, MeetingState, Rsvp
from .models import Attendance, Invitation, Meeting, ReminderSchedule
from .models.hubs import MOST_DAYS
from .schedules import NUDGE, THANKS, Step, get_schedules, step_after, steps_before

if TYPE_CHECKING:
    from sustaining.accounts.models import User

THANKED_WITHIN = timedelta(days=14)
LOOKS_BACK = timedelta(days=3)
"""How long after a meeting starts its unsent reminders are still recorded as skipped."""


@dataclass
class ReminderData:
    """What the reminders of several meetings need, read in a constant number of queries."""

    schedules: dict[int, ReminderSchedule]
    preferences: dict[int, str]
    tasks: dict[tuple[int, int], str]

    @classmethod
    def about(cls, meetings: Iterable[Meeting], people: Iterable[int]) -> ReminderData:
        """Read the data for all meetings and people at once."""
        meetings = list(meetings)
        tasks = Meeting.objects.filter(group__in={meeting.group_id for meeting in meetings}).exclude(gap_task="")
        return cls(
            schedules=get_schedules(meeting.group.hub_id for meeting in meetings),
            preferences=get_preferences(people),
            tasks={(group, number): task for group, number, task in tasks.values_list("group", "number", "gap_task")},
        )

    def schedule(self, meeting: Meeting) -> ReminderSchedule:
        """Return the schedule of the meeting's hub."""
        return self.schedules[meeting.group.hub_id]


def meeting_reminders(now: datetime) -> Iterator[Occasion]:
    """Yield the nudges and reminders that are due within their hubs' sending hours, including those to skip."""
    horizon = now + timedelta(days=MOST_DAYS) + MOST_DAYS_OFF
    meetings = {row.pk: row for row in Meeting.objects.between(now - LOOKS_BACK, horizon).with_hub()}
    invitations = list(_invitations_to_remind(meetings))
    data = ReminderData.about(meetings.values(), {row.user_id for row in invitations})
    for invitation in invitations:
        yield from occasions_before_meeting(meetings[invitation.meeting_id], invitation, data, now)


def occasions_before_meeting(
    meeting: Meeting, invitation: Invitation, data: ReminderData, now: datetime
) -> Iterator[Occasion]:
    """Yield one person's emails before a meeting that are due at `now`: the latest to send, the others to skip."""
    schedule = data.schedule(meeting)
    steps = [step for step in steps_before(meeting, schedule) if step.due_at <= now and _is_for(step, invitation)]
    for step in steps:
        why = skip_reason(step, invitation, data)
        if not why and meeting.has_begun(now):
            why = BEGUN
        # After an outage several steps are due at once; only the latest is sent, and the others are recorded as
        # overtaken.
        elif not why and step is not steps[-1]:
            why = OVERTAKEN
        if why or schedule.is_open(now):
            yield occasion_before(step, meeting, invitation, data, now, skip=why)


def skip_reason(step: Step, invitation: Invitation, data: ReminderData) -> str:
    """Return why this person does not need this step, or an empty string when they do."""
    if not is_allowed(step.kind, data.preferences.get(invitation.user_id, "all")):
        return NOT_WANTED
    informed_at = invitation.told_at
    # Who was invited after a reminder was due has just been told everything that it says.
    return ALREADY_INFORMED if informed_at is not None and informed_at >= step.due_at else ""


def occasion_before(
    step: Step, meeting: Meeting, invitation: Invitation, data: ReminderData, now: datetime, *, skip: str = ""
) -> Occasion:
    """Return a nudge or a reminder as it would be written at `now`."""
    invitation.meeting = meeting
    return Occasion(
        key=step.key(meeting, invitation.user_id),
        to=invitation.user,
        kind=step.kind,
        use_until=meeting.starts_at,  # type: ignore[arg-type]
        about=meeting,
        facts={
            "meeting": meeting.pk,
            "day": step.meeting_day(meeting).isoformat(),
            "days": step.days,
            "sequence": invitation.sequence,
        },
        reply_to=meeting.group.hub.contact_email,
        context={
            "meeting": meeting,
            "invitation": invitation,
            "as_of": now,
            "task_before": data.tasks.get((meeting.group_id, meeting.number - 1), ""),
        },
        calendar=lambda: invitation_calendar(invitation, now=now, method=REQUEST),
        skip=skip,
    )


def thanks(now: datetime) -> Iterator[Occasion]:
    """Yield the thanks, with the gap task, to everyone who was present, once the register is closed."""
    held = Meeting.objects.filter(state=MeetingState.HELD, starts_at__gt=now - THANKED_WITHIN, starts_at__lte=now)
    meetings = {meeting.pk: meeting for meeting in held.with_hub()}
    marks = list(_attendances_to_thank(meetings))
    schedules = get_schedules(meeting.group.hub_id for meeting in meetings.values())
    preferences = get_preferences({mark.user.pk for mark in marks if mark.user})
    for mark in marks:
        meeting = meetings[mark.meeting_id]
        schedule = schedules[meeting.group.hub_id]
        step = step_after(meeting, schedule)
        if mark.user and step and step.due_at <= now and schedule.is_open(now):
            unwanted = not is_allowed(THANKS, preferences.get(mark.user_id or 0, "all"))
            skip = NOT_WANTED if unwanted else ""
            yield occasion_after(step, meeting, mark.user, now, attendance=mark, skip=skip)


def occasion_after(
    step: Step, meeting: Meeting, user: User, now: datetime, *, attendance: Attendance | None, skip: str = ""
) -> Occasion:
    """Return the thanks as they would be written at `now`; with their mark in the register they ask for feedback."""
    return Occasion(
        key=step.key(meeting, user.pk),
        to=user,
        kind=step.kind,
        use_until=meeting.starts_at + THANKED_WITHIN,  # type: ignore[operator,arg-type]
        about=meeting,
        facts={"meeting": meeting.pk},
        reply_to=meeting.group.hub.contact_email,
        context={"meeting": meeting, "attendance": attendance, "as_of": now},
        skip=skip,
    )


def _is_for(step: Step, invitation: Invitation) -> bool:
    return step.kind != NUDGE or invitation.rsvp == Rsvp.NONE


def _invitations_to_remind(meetings: Any) -> Iterable[Invitation]:
    invitations = (
        Invitation.objects.live().filter(meeting__in=meetings, user__is_active=True).exclude(rsvp=Rsvp.APOLOGIES)
    )
    invitations = invitations.exclude(participation__state__in=NOT_REMINDED)
    return invitations.select_related("user", "substitute_for__user").order_by("pk")


def _attendances_to_thank(meetings: Any) -> Iterable[Attendance]:
    # Who is in a list of before the site has been thanked then, if at all.
    present = Attendance.objects.filter(meeting__in=meetings, mark=Mark.PRESENT, imported=None)
    attendances = present.filter(user__is_active=True)
    attendances = attendances.exclude(participation__state__in=NOT_REMINDED)
    return attendances.select_related("user").order_by("pk")
