"""Actions on a meeting's register."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from schools.models import Participation
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action
from sustaining.common.todo import list_first

from ..choices import Correction, Mark, MeetingState, Rsvp
from ..models import MEETING_MOVES, Attendance, Invitation, Meeting, MeetingCorrection
from .certificates import replace_corrected

if TYPE_CHECKING:
    from sustaining.accounts.models import User


MARKABLE = (MeetingState.SCHEDULED, MeetingState.REOPENED)


class RegisterIncomplete(DomainError):
    """People who were invited have no mark."""


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
        raise DomainError("Only people who were invited are in the register.")
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
        raise DomainError("No one with that name is in this register.")
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
def hold_meeting(meeting: Meeting, *, mark_rest: bool = False, by: User, now: datetime) -> Meeting:
    """Close the register: the meeting was held.

    Certificates that a correction of the register made untrue are replaced.
    With `mark_rest` mark everybody who has no mark: apologies for those who sent them, else absent.
    Raise WrongState before it starts or when it is closed already, RegisterIncomplete when somebody has no mark.
    """
    if meeting.starts_at and meeting.starts_at > now:
        raise WrongState("This meeting hasn’t started yet. Close the register after it has finished.")
    MEETING_MOVES.make(meeting, "hold")
    unmarked = list(meeting.invitations.unmarked().select_related("user"))
    if unmarked and not mark_rest:
        names = list_first([str(invitation.user) for invitation in unmarked])
        raise RegisterIncomplete(f"Not marked yet: {names}. Mark them, or mark the rest as absent.")
    Attendance.objects.bulk_create(_remaining_marks(meeting, unmarked, by=by, now=now))
    replace_corrected(meeting, by=by, now=now)
    return meeting


def _remaining_marks(meeting: Meeting, unmarked: list[Invitation], *, by: User, now: datetime) -> list[Attendance]:
    return [
        Attendance(
            meeting=meeting,
            user=invitation.user,
            participation=invitation.participation,
            mark=Mark.APOLOGIES if invitation.rsvp == Rsvp.APOLOGIES else Mark.ABSENT,
            marked_by=by,
            marked_at=now,
        )
        for invitation in unmarked
    ]


@action("workgroups.reopen_register")
def reopen_register(meeting: Meeting, *, reason: str, by: User, now: datetime) -> Meeting:
    """Reopen a closed register so that marks can be corrected; until it is closed again the meeting counts for nothing.

    Thanks that were sent are not sent again. Raise WrongState after the academic year, or when it is not closed.
    """
    year = meeting.group.project.year
    if london_day(now) > year.ends:
        raise WrongState(f"This register can no longer be reopened: {year} ended on {year.ends:%-d %B %Y}.")
    MEETING_MOVES.make(meeting, "reopen")
    MeetingCorrection.objects.create(meeting=meeting, what=Correction.REGISTER, reason=reason, by=by, at=now)
    return meeting


def _check_open(meeting: Meeting, now: datetime) -> None:
    if meeting.state not in MARKABLE or meeting.starts_at is None:
        raise WrongState("The register of this meeting is closed.")
    if london_day(meeting.starts_at) > london_day(now):
        raise WrongState("The register opens on the day of the meeting.")


def _mark_again(attendance: Attendance, mark: str, tapped_at: datetime, by: User) -> None:
    if attendance.marked_at > tapped_at:
        return
    attendance.mark, attendance.marked_by, attendance.marked_at = mark, by, tapped_at
    attendance.save(update_fields=["mark", "marked_by", "marked_at"])
