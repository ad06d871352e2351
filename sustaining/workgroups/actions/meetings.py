"""Actions on meetings: plan, announce, move, cancel, edit; links and files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max

from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.permissions import action

from .. import notices
from ..choices import MeetingState, Mode, Rsvp
from ..models import MEETING_MOVES, Invitation, Meeting, MeetingFile, MeetingLink, WorkGroup
from ..moved_mail import keep_holds
from .invitations import invite_members

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class DateNotPossible(DomainError):
    """The meeting cannot be at this time."""

    field = "date"


@dataclass(frozen=True)
class NewMeeting:
    """A meeting to add; without times it is to be announced."""

    title: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    mode: str = Mode.IN_PERSON
    place: str = ""
    map_link: str = ""
    joining_link: str = ""


@action("workgroups.add_meeting")
def add_meeting(
    group: WorkGroup,
    *,
    title: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    mode: str = Mode.IN_PERSON,
    place: str = "",
    map_link: str = "",
    joining_link: str = "",
    agenda: str = "",
    by: User,
    now: datetime,
) -> Meeting:
    """Add the next meeting: *to be announced*, or with a date, and then invite its members. Raise DateNotPossible."""
    new = NewMeeting(title, starts_at, ends_at, mode, place, map_link, joining_link)
    meeting = _add(group, new, agenda=agenda)
    if meeting.starts_at:
        invite_members(meeting, now=now)
    return meeting


@action("workgroups.add_meeting")
def plan_series(group: WorkGroup, *, meetings: Iterable[NewMeeting], by: User, now: datetime) -> list[Meeting]:
    """Add a year's meetings and send each member one email with all dates. Raise DateNotPossible."""
    created = [_add(group, new) for new in meetings]
    dated = [meeting for meeting in created if meeting.starts_at]
    for meeting in dated:
        invite_members(meeting, now=now, notify=False)
    invited = Invitation.objects.filter(meeting__in=dated).select_related("user")
    for user in {invitation.user_id: invitation.user for invitation in invited}.values():
        meeting_ids = {invitation.meeting_id for invitation in invited if invitation.user_id == user.pk}
        notices.notify_series(
            group, user, [invitation for invitation in dated if invitation.pk in meeting_ids], now=now
        )
    return created


def _add(group: WorkGroup, new: NewMeeting, *, agenda: str = "") -> Meeting:
    """Create the group's next meeting, scheduled when it has times. Locks the group, so that numbers are unique."""
    WorkGroup.objects.select_for_update().get(pk=group.pk)
    last = group.meetings.aggregate(last=Max("number"))["last"] or 0
    times: dict[str, Any] = {}
    if new.starts_at and new.ends_at:
        check_time(group, new.starts_at, new.ends_at)
        times = {"starts_at": new.starts_at, "ends_at": new.ends_at, "state": MeetingState.SCHEDULED}
    return Meeting.objects.create(group=group, number=last + 1, title=new.title, agenda=agenda, **_where(new), **times)


def _where(new: NewMeeting) -> dict[str, str]:
    return {name: getattr(new, name) for name in ("mode", "place", "map_link", "joining_link")}


@action("workgroups.announce_meeting")
def announce_meeting(
    meeting: Meeting,
    *,
    starts_at: datetime,
    ends_at: datetime,
    mode: str,
    place: str = "",
    map_link: str = "",
    joining_link: str = "",
    by: User,
    now: datetime,
) -> Meeting:
    """Set date of a meeting to be announced, and invite its members with a calendar file.

    Once it has begun nobody is emailed. Raise DateNotPossible, WrongState.
    """
    check_time(meeting.group, starts_at, ends_at)
    MEETING_MOVES.make(
        meeting,
        "schedule",
        starts_at=starts_at,
        ends_at=ends_at,
        mode=mode,
        place=place,
        map_link=map_link,
        joining_link=joining_link,
    )
    invite_members(meeting, now=now)
    return meeting


@action("workgroups.move_meeting")
def move_meeting(
    meeting: Meeting,
    *,
    starts_at: datetime,
    ends_at: datetime,
    mode: str,
    place: str = "",
    map_link: str = "",
    joining_link: str = "",
    by: User,
    now: datetime,
) -> Meeting:
    """Change the time or place of a scheduled meeting and email its members (same UID, higher SEQUENCE).

    On another day all answers are reset, and emails that were paused or taken out stay so. Nothing altered is no
    move: nobody is emailed and SEQUENCE stays. Raise DateNotPossible, WrongState.
    """
    check_time(meeting.group, starts_at, ends_at)
    values = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "mode": mode,
        "place": place,
        "map_link": map_link,
        "joining_link": joining_link,
    }
    before = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if before.state != MeetingState.SCHEDULED:
        raise WrongState("Only a scheduled meeting can be moved. Nothing was changed.")
    if all(getattr(before, name) == value for name, value in values.items()):
        return meeting
    _check_ahead(starts_at, now)
    Meeting.objects.filter(pk=meeting.pk).update(**values, sequence=F("sequence") + 1)
    meeting.refresh_from_db()
    invitations = meeting.invitations.live()
    if before.starts_at and london_day(before.starts_at) != london_day(starts_at):
        keep_holds(meeting, london_day(before.starts_at), now=now)
        invitations.exclude(rsvp=Rsvp.NONE).update(rsvp=Rsvp.NONE, answered_at=None, reason="", is_late=False)
    for invitation in invitations.select_related("user", "substitute_for__user"):
        invitation.meeting = meeting
        notices.notify_change(invitation, now=now)
    return meeting


@action("workgroups.cancel_meeting")
def cancel_meeting(meeting: Meeting, *, reason: str, by: User, now: datetime) -> Meeting:
    """Cancel a meeting and email those who knew of it, with a calendar file that removes it.

    Once it has begun nobody is emailed. Raise WrongState.
    """
    was_announced = meeting.starts_at is not None and meeting.starts_at > now
    MEETING_MOVES.make(meeting, "cancel", sequence=F("sequence") + 1)
    if was_announced:
        informed = meeting.invitations.live().filter(told_at__isnull=False)
        for invitation in informed.select_related("user"):
            invitation.meeting = meeting
            notices.notify_cancellation(invitation, reason=reason, now=now)
    return meeting


@action("workgroups.edit_meeting")
def edit_meeting(meeting: Meeting, *, title: str, agenda: str, gap_task: str, by: User, now: datetime) -> Meeting:
    """Change a meeting's title, agenda and gap task. Nobody is emailed: the page and the reminders show them."""
    meeting.title, meeting.agenda, meeting.gap_task = title, agenda, gap_task
    meeting.save(update_fields=["title", "agenda", "gap_task"])
    return meeting


@action("workgroups.edit_meeting")
def add_link(meeting: Meeting, *, title: str, address: str, by: User, now: datetime) -> MeetingLink:
    """Add a link to a meeting."""
    return MeetingLink.objects.create(meeting=meeting, title=title, address=address, added_by=by)


@action("workgroups.edit_meeting")
def add_files(meeting: Meeting, *, uploads: Iterable[CheckedUpload], by: User, now: datetime) -> list[MeetingFile]:
    """Add files to a meeting."""
    return [keep_file(MeetingFile, upload, by=by, now=now, meeting=meeting) for upload in uploads]


@action("workgroups.edit_meeting")
def remove_resource(resource: MeetingLink | MeetingFile, *, by: User, now: datetime) -> MeetingLink | MeetingFile:
    """Remove a link or file from a meeting; its row and history stay."""
    resource.removed_at = now
    resource.save(update_fields=["removed_at"])
    return resource


@action("workgroups.edit_meeting")
def restore_resource(resource: MeetingLink | MeetingFile, *, by: User, now: datetime) -> MeetingLink | MeetingFile:
    """Put a removed link or file back on its meeting. Raise WrongState when a file’s content is gone."""
    if isinstance(resource, MeetingFile):
        resource.check_can_return()
    resource.removed_at = None
    resource.save(update_fields=["removed_at"])
    return resource


def _check_ahead(starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise DateNotPossible(
            "Choose a time in the future. If the meeting has taken place, correct its date on its page instead."
        )


def check_time(group: WorkGroup, starts_at: datetime, ends_at: datetime) -> None:
    """Raise DateNotPossible unless the times are in order, near each other, and in the group's year."""
    year = group.project.year
    if ends_at <= starts_at:
        raise DateNotPossible("End time must be after the start time.")
    if (ends_at - starts_at).total_seconds() > 12 * 3600:
        raise DateNotPossible("Meeting must be 12 hours or shorter.")
    if london_day(starts_at) not in year:
        raise DateNotPossible(f"Date must be in {year}, the year of {group.project.code}.")
