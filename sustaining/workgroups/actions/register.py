"""Actions on a meeting's register."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from schools.models import Participation
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action

from ..choices import Mark, MeetingState
from ..models import MEETING_MOVES, Attendance, Meeting

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("workgroups.mark_attendance")
def mark_attendance(
    meeting: Meeting, *, user: User, mark: str, ago: timedelta = timedelta(), by: User, now: datetime
) -> Attendance:
    """Mark an invited person in the register; a later mark replaces an earlier one.

    `ago` is how long ago the mark was tapped on a device that was offline; a mark made since then is kept.
    Raise WrongState when the register is closed, DomainError when the person is not invited.
    """
    _check_open(meeting, now)
    invitation = meeting.invitations.live().filter(user=user).first()
    if invitation is None:
        raise DomainError("Only people who were invited stand in the register.")
    tapped_at = now - ago
    attendance, is_new = Attendance.objects.select_for_update().get_or_create(
        meeting=meeting,
        user=invitation.user,
        defaults={"participation": invitation.participation, "mark": mark, "marked_by": by, "marked_at": tapped_at},
    )
    if not is_new:
        _mark_again(attendance, mark, tapped_at, by)
    return attendance


@action("workgroups.mark_attendance")
def mark_colleague(
    meeting: Meeting, *, attendance: int, mark: str, ago: timedelta = timedelta(), by: User, now: datetime
) -> Attendance:
    """Mark a colleague who is in the register by name only. Raise WrongState, DomainError."""
    _check_open(meeting, now)
    line = Attendance.objects.select_for_update().filter(meeting=meeting, user__isnull=True, pk=attendance).first()
    if line is None:
        raise DomainError("Nobody of that name stands in this register.")
    _mark_again(line, mark, now - ago, by)
    return line


@action("workgroups.mark_attendance")
def add_colleague(
    meeting: Meeting, *, name: str, participation: Participation | None, by: User, now: datetime
) -> Attendance:
    """Add a colleague who came along to the register, by name, as present. The same name again changes nothing.

    Raise WrongState.
    """
    _check_open(meeting, now)
    attendance, _ = Attendance.objects.get_or_create(
        meeting=meeting,
        participation=participation,
        user=None,
        name=" ".join(name.split()),
        defaults={"mark": Mark.PRESENT, "marked_by": by, "marked_at": now},
    )
    return attendance


@action("workgroups.hold_meeting")
def hold_meeting(meeting: Meeting, *, by: User, now: datetime) -> Meeting:
    """Close the register: the meeting was held. Raise WrongState before it starts or when it is closed already."""
    if meeting.starts_at and meeting.starts_at > now:
        raise WrongState("This meeting has not begun yet. Close its register afterwards.")
    MEETING_MOVES.make(meeting, "hold")
    return meeting


def _check_open(meeting: Meeting, now: datetime) -> None:
    if meeting.state != MeetingState.SCHEDULED or meeting.starts_at is None:
        raise WrongState("The register of this meeting is closed.")
    if london_day(meeting.starts_at) > london_day(now):
        raise WrongState("The register opens on the day of the meeting.")


def _mark_again(attendance: Attendance, mark: str, tapped_at: datetime, by: User) -> None:
    if attendance.marked_at > tapped_at:
        return
    attendance.mark, attendance.marked_by, attendance.marked_at = mark, by, tapped_at
    attendance.save(update_fields=["mark", "marked_by", "marked_at"])
