"""Mails about meetings that the clock sends, computed from live rows at every tick: nudges, reminders, thanks.

Of what is due before a meeting only the nearest goes: a worker that was down for a day sends what still makes sense, and
what it passes over is kept with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sustaining.outbox.kinds import Occasion
from sustaining.outbox.optional import choices_of, is_wanted

from .calendars import REQUEST, meeting_calendar
from .choices import Mark, MeetingState, Rsvp
from .models import Attendance, Invitation, Meeting, ReminderSchedule
from .models.hubs import MOST_DAYS
from .schedules import NUDGE, THANKS, Step, schedules_of, step_after, steps_before

THANKED_WITHIN = timedelta(days=14)
LOOKS_BACK = timedelta(days=3)
"""How long after its beginning a meeting's unsent reminders are still noted as skipped."""
NOT_WANTED = "They have asked not to get e-mails of this kind."
ALREADY_INFORMED = "They were told of the date when this was due already."
OVERTAKEN = "Nothing could be sent when it was due; the next one goes instead."
BEGUN = "Nothing could be sent before the meeting began."


@dataclass
class ReminderData:
    """What the reminders of some meetings need: a constant number of queries, however many meetings there are."""

    schedules: dict[int, ReminderSchedule]
    wanted: dict[int, str]
    tasks: dict[tuple[int, int], str]

    @classmethod
    def about(cls, meetings: Iterable[Meeting], people: Iterable[int]) -> ReminderData:
        """Read it for all of them at once."""
        meetings = list(meetings)
        tasks = Meeting.objects.filter(group__in={meeting.group_id for meeting in meetings}).exclude(gap_task="")
        return cls(
            schedules=schedules_of(meeting.group.hub_id for meeting in meetings),
            wanted=choices_of(people),
            tasks={(group, number): task for group, number, task in tasks.values_list("group", "number", "gap_task")},
        )

    def schedule(self, meeting: Meeting) -> ReminderSchedule:
        """Return the schedule of the meeting's hub."""
        return self.schedules[meeting.group.hub_id]


def meeting_soon(now: datetime) -> Iterator[Occasion]:
    """Nudges and reminders that are due for scheduled meetings, within their hubs' sending hours; those to be skipped too."""
    horizon = now + timedelta(days=MOST_DAYS + 1)
    meetings = {one.pk: one for one in Meeting.objects.between(now - LOOKS_BACK, horizon).with_hub()}
    invitations = list(_invitations_to_remind(meetings))
    data = ReminderData.about(meetings.values(), {one.user_id for one in invitations})
    for invitation in invitations:
        yield from due_before(meetings[invitation.meeting_id], invitation, data, now)


def due_before(meeting: Meeting, invitation: Invitation, data: ReminderData, now: datetime) -> Iterator[Occasion]:
    """One person's mails before one meeting that are due at `now`: the nearest to go, the others to be skipped."""
    schedule = data.schedule(meeting)
    steps = [step for step in steps_before(meeting, schedule) if step.due_at <= now and _is_for(step, invitation)]
    has_begun = bool(meeting.starts_at and meeting.starts_at <= now)
    for step in steps:
        why = skip_reason(step, invitation, data)
        if not why and has_begun:
            why = BEGUN
        elif not why and step is not steps[-1]:
            why = OVERTAKEN
        if why or schedule.is_open(now):
            yield occasion_before(step, meeting, invitation, data, now, skip=why)


def skip_reason(step: Step, invitation: Invitation, data: ReminderData) -> str:
    """Why this person has no use for this step whenever it is sent; empty when they have."""
    if not is_wanted(step.kind, data.wanted.get(invitation.user_id, "all")):
        return NOT_WANTED
    heard = invitation.told_at
    return ALREADY_INFORMED if heard is not None and heard >= step.due_at else ""


def occasion_before(
    step: Step, meeting: Meeting, invitation: Invitation, data: ReminderData, now: datetime, *, skip: str = ""
) -> Occasion:
    """Return a nudge or a reminder as it would be written at `now`."""
    return Occasion(
        key=step.key(meeting, invitation.user_id),
        to=invitation.user,
        kind=step.kind,
        use_until=meeting.starts_at,  # type: ignore[arg-type]
        about=meeting,
        facts={"meeting": meeting.pk, "day": step.meeting_day(meeting).isoformat(), "days": step.days},
        reply_to=meeting.group.hub.contact_email,
        context={
            "meeting": meeting,
            "invitation": invitation,
            "as_of": now,
            "task_before": data.tasks.get((meeting.group_id, meeting.number - 1), ""),
        },
        calendar=lambda: meeting_calendar(meeting, now=now, method=REQUEST, to=invitation.user.email),
        skip=skip,
    )


def thanks(now: datetime) -> Iterator[Occasion]:
    """Thanks with the gap task to everybody who was present, after the register is closed."""
    held = Meeting.objects.filter(state=MeetingState.HELD, starts_at__gt=now - THANKED_WITHIN, starts_at__lte=now)
    meetings = {one.pk: one for one in held.with_hub()}
    marks = list(_attendances_to_thank(meetings))
    schedules = schedules_of(one.group.hub_id for one in meetings.values())
    wanted = choices_of({mark.user.pk for mark in marks if mark.user})
    for mark in marks:
        meeting = meetings[mark.meeting_id]
        schedule = schedules[meeting.group.hub_id]
        step = step_after(meeting, schedule)
        if step and step.due_at <= now and schedule.is_open(now):
            unwanted = not is_wanted(THANKS, wanted.get(mark.user_id or 0, "all"))
            yield occasion_after(step, meeting, mark.user, now, skip=NOT_WANTED if unwanted else "")


def occasion_after(step: Step, meeting: Meeting, user: Any, now: datetime, *, skip: str = "") -> Occasion:
    """Thanks as they would be written at `now`."""
    return Occasion(
        key=step.key(meeting, user.pk),
        to=user,
        kind=step.kind,
        use_until=meeting.starts_at + THANKED_WITHIN,  # type: ignore[operator,arg-type]
        about=meeting,
        facts={"meeting": meeting.pk},
        reply_to=meeting.group.hub.contact_email,
        context={"meeting": meeting, "as_of": now},
        skip=skip,
    )


def _is_for(step: Step, invitation: Invitation) -> bool:
    return step.kind != NUDGE or invitation.rsvp == Rsvp.NONE


def _invitations_to_remind(meetings: Any) -> Iterable[Invitation]:
    found = Invitation.objects.live().filter(meeting__in=meetings, user__is_active=True).exclude(rsvp=Rsvp.APOLOGIES)
    return found.select_related("user", "substitute_for__user").order_by("pk")


def _attendances_to_thank(meetings: Any) -> Iterable[Attendance]:
    found = Attendance.objects.filter(meeting__in=meetings, mark=Mark.PRESENT, user__is_active=True)
    return found.select_related("user").order_by("pk")
