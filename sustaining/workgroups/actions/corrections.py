"""Actions that put right what is recorded of a meeting that took place, or was cancelled."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F

from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState
from sustaining.common.permissions import action

from .. import notices
from ..choices import Correction
from ..models import MEETING_MOVES, Meeting, MeetingCorrection
from ..moved_mail import keep_holds, keep_sent
from .certificates import replace_corrected
from .invitations import bring_up_to_date
from .meetings import DateNotPossible, check_time
from .register import MARKABLE, MeetingState

if TYPE_CHECKING:
    from sustaining.accounts.models import User

CORRECTABLE = (*MARKABLE, MeetingState.HELD)


@action("workgroups.restore_meeting")
def restore_meeting(meeting: Meeting, *, reason: str, by: User, now: datetime) -> Meeting:
    """Reverse a cancellation: email everyone who is expected, with a calendar entry of the same UID and higher SEQUENCE.

    Answers are kept. A meeting without a date is to be announced again. Once it has begun nobody is emailed, and its
    register can be kept. Raise WrongState unless it is cancelled, and after the academic year.
    """
    year = meeting.group.project.year
    if london_day(now) > year.ends:
        raise WrongState(f"This meeting can no longer be restored: {year} ended on {year.ends:%-d %B %Y}.")
    if meeting.starts_at is None:
        MEETING_MOVES.make(meeting, "restore_undated")
    else:
        MEETING_MOVES.make(meeting, "restore", sequence=F("sequence") + 1)
        bring_up_to_date(meeting, now=now)
        if not meeting.has_begun(now):
            for invitation in meeting.invitations.live().select_related("user", "substitute_for__user"):
                invitation.meeting = meeting
                notices.notify_restored(invitation, reason=reason, now=now)
    MeetingCorrection.objects.create(meeting=meeting, what=Correction.RESTORED, reason=reason, by=by, at=now)
    return meeting


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
    replace_corrected(meeting, by=by, now=now)
    return meeting
