"""Actions that put right what is recorded of a meeting that took place."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState
from sustaining.common.permissions import action

from ..choices import Correction
from ..models import Meeting, MeetingCorrection
from ..moved_mail import keep_holds, keep_sent
from .meetings import DateNotPossible, check_time
from .register import MARKABLE, MeetingState

if TYPE_CHECKING:
    from sustaining.accounts.models import User

CORRECTABLE = (*MARKABLE, MeetingState.HELD)


@action("workgroups.correct_meeting_date")
def correct_meeting_date(
    meeting: Meeting, *, starts_at: datetime, ends_at: datetime, reason: str, by: User, now: datetime
) -> Meeting:
    """Correct when a meeting took place. Nobody is emailed; what was sent about it is not sent again.

    Raise DateNotPossible, WrongState for a meeting that is still to come, or after the academic year.
    """
    check_time(meeting.group, starts_at, ends_at)
    if starts_at > now:
        raise DateNotPossible("Date must be today or in the past.")
    before = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if before.state not in CORRECTABLE or before.starts_at is None or london_day(before.starts_at) > london_day(now):
        raise WrongState("Only the date of a meeting that took place can be corrected.")
    year = meeting.group.project.year
    if london_day(now) > year.ends:
        raise WrongState(f"This date can no longer be corrected: {year} ended on {year.ends:%-d %B %Y}.")
    if (before.starts_at, before.ends_at) == (starts_at, ends_at):
        raise DateNotPossible("This is already the recorded date. Enter the date the meeting took place.")
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=starts_at, ends_at=ends_at)
    meeting.refresh_from_db()
    if london_day(before.starts_at) != london_day(starts_at):
        keep_holds(meeting, london_day(before.starts_at), now=now)
        keep_sent(meeting, london_day(before.starts_at), by=by, now=now)
    MeetingCorrection.objects.create(
        meeting=meeting, what=Correction.DATE, was_at=before.starts_at, reason=reason, by=by, at=now
    )
    return meeting
