"""Every write about Work Groups and meetings that means something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Max

from schools.choices import ParticipationState
from schools.models import Hub, Participation, Project
from schools.people import advocates_of
from specialists.models import Specialist
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState, says
from sustaining.common.permits import action

from . import notices
from .choices import MeetingState, Mode
from .models import (
    MEETING_MOVES,
    Attendance,
    GroupLead,
    Invitation,
    Meeting,
    Membership,
    WorkGroup,
)


class GroupNotPossible(DomainError):
    """The group cannot be set up or joined like this."""


class DateNotPossible(DomainError):
    """The meeting cannot be then."""

    field = "date"


@action("workgroups.set_up_group")
def set_up_group(
    hub: Hub, *, project: Project, name: str, focus: str = "", leads: Iterable[Specialist] = (), by: Any, now: datetime
) -> WorkGroup:
    """Set up a Work Group of `hub` in a project's year, with its leads. Raises GroupNotPossible."""
    if not project.has_work_groups:
        raise GroupNotPossible(f"{project} has no Work Groups.")
    if WorkGroup.objects.filter(hub=hub, project=project, name=name).exists():
        raise GroupNotPossible(f"There is a Work Group called {name} in {project.code} already. Choose another name.")
    group = WorkGroup.objects.create(hub=hub, project=project, name=name, focus=focus)
    for lead in leads:
        GroupLead.objects.create(group=group, specialist=lead)
    return group


@action("workgroups.join_group")
def join_group(group: WorkGroup, *, participation: Participation, by: Any, now: datetime) -> Membership:
    """Make a school a member; its Advocates are invited to the meetings to come. Raises GroupNotPossible."""
    if participation.project_id != group.project_id or participation.school.hub_id != group.hub_id:
        raise GroupNotPossible(f"{participation.school} does not take part in {group.project.code} with {group.hub}.")
    if participation.state != ParticipationState.ACTIVE:
        raise GroupNotPossible(f"{participation.school} no longer takes part in {group.project.code}.")
    with says(GroupNotPossible, constraint="one_open_membership_a_participation", model=Membership):
        membership = Membership.objects.create(group=group, participation=participation, starts_on=london_day(now))
    for meeting in group.meetings.filter(state=MeetingState.SCHEDULED, starts_at__gt=now):
        invite_school(meeting, participation, now=now)
    return membership


@action("workgroups.add_meeting")
def add_meeting(
    group: WorkGroup,
    *,
    title: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    mode: str = Mode.IN_PERSON,
    place: str = "",
    joining_link: str = "",
    agenda: str = "",
    by: Any,
    now: datetime,
) -> Meeting:
    """Add the next meeting. Without a start it is *to be announced*; with one its members are told. Raises DateNotPossible."""
    WorkGroup.objects.select_for_update().get(pk=group.pk)
    last = group.meetings.aggregate(last=Max("number"))["last"] or 0
    meeting = Meeting.objects.create(
        group=group, number=last + 1, title=title, mode=mode, place=place, joining_link=joining_link, agenda=agenda
    )
    if starts_at and ends_at:
        announce_meeting(
            meeting,
            starts_at=starts_at,
            ends_at=ends_at,
            mode=mode,
            place=place,
            joining_link=joining_link,
            by=by,
            now=now,
        )
    return meeting


@action("workgroups.announce_meeting")
def announce_meeting(
    meeting: Meeting,
    *,
    starts_at: datetime,
    ends_at: datetime,
    mode: str,
    place: str = "",
    joining_link: str = "",
    by: Any,
    now: datetime,
) -> Meeting:
    """Set the date of a meeting that was to be announced: members are invited and told, with a calendar file.

    Raises DateNotPossible, WrongState.
    """
    _check_time(meeting, starts_at, ends_at)
    MEETING_MOVES.make(
        meeting, "schedule", starts_at=starts_at, ends_at=ends_at, mode=mode, place=place, joining_link=joining_link
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
    joining_link: str = "",
    by: Any,
    now: datetime,
) -> Meeting:
    """Change when or where a scheduled meeting is: those who were told are told again (same UID, higher SEQUENCE).

    Raises DateNotPossible, WrongState.
    """
    _check_time(meeting, starts_at, ends_at)
    moved = Meeting.objects.filter(pk=meeting.pk, state=MeetingState.SCHEDULED).update(
        starts_at=starts_at,
        ends_at=ends_at,
        mode=mode,
        place=place,
        joining_link=joining_link,
        sequence=F("sequence") + 1,
    )
    if not moved:
        raise WrongState("Only a scheduled meeting can be moved. Nothing was changed.")
    meeting.refresh_from_db()
    for invitation in meeting.invitations.select_related("user"):
        notices.tell_of_change(meeting, invitation.user, now=now)
    return meeting


@action("workgroups.cancel_meeting")
def cancel_meeting(meeting: Meeting, *, reason: str, by: Any, now: datetime) -> Meeting:
    """Cancel a meeting: those who were told of it are told, with a calendar entry that takes it away. Raises WrongState."""
    was_announced = meeting.is_announced
    MEETING_MOVES.make(meeting, "cancel", sequence=F("sequence") + 1)
    if was_announced:
        for invitation in meeting.invitations.select_related("user"):
            notices.tell_of_cancellation(meeting, invitation.user, reason=reason, now=now)
    return meeting


def _check_time(meeting: Meeting, starts_at: datetime, ends_at: datetime) -> None:
    year = meeting.group.project.year
    if ends_at <= starts_at:
        raise DateNotPossible("The meeting ends before it begins. Put the end after the start.")
    if (ends_at - starts_at).total_seconds() > 12 * 3600:
        raise DateNotPossible("A meeting is at most twelve hours long.")
    if london_day(starts_at) not in year:
        raise DateNotPossible(f"The day is outside {year}, the year of {meeting.group.project.code}.")


def invite_members(meeting: Meeting, *, now: datetime) -> None:
    """Invite the Advocates of the member schools and the group's leads; tell each once. Inside an action's transaction."""
    for link in meeting.group.lead_links.select_related("specialist__user"):
        invite(meeting, link.specialist.user, None, now=now)
    memberships = meeting.group.memberships.filter(ends_on__isnull=True).select_related("participation__school")
    for membership in memberships:
        invite_school(meeting, membership.participation, now=now)


def invite_school(meeting: Meeting, participation: Participation, *, now: datetime) -> None:
    """Invite today's Advocates of a school. Called inside an action's transaction."""
    for advocate in advocates_of(participation.school, london_day(now)):
        invite(meeting, advocate.user, participation, now=now)


def invite(meeting: Meeting, user: Any, participation: Participation | None, *, now: datetime) -> None:
    """Invite one person, and tell them of the date when there is one. Called inside an action's transaction."""
    Invitation.objects.get_or_create(meeting=meeting, user=user, defaults={"participation": participation})
    notices.tell_of_date(meeting, user, now=now)


@action("workgroups.answer_invitation")
def answer_invitation(invitation: Invitation, *, rsvp: str, by: Any, now: datetime) -> Invitation:
    """Say *coming* or *apologies*; may be changed until the meeting begins. Raises WrongState."""
    meeting = invitation.meeting
    if meeting.state != MeetingState.SCHEDULED or (meeting.starts_at and meeting.starts_at <= now):
        raise WrongState("This meeting has begun or is not on, so an answer changes nothing.")
    invitation.rsvp, invitation.answered_at = rsvp, now
    invitation.save(update_fields=["rsvp", "answered_at"])
    return invitation


@action("workgroups.mark_attendance")
def mark_attendance(meeting: Meeting, *, user: Any, mark: str, by: Any, now: datetime) -> Attendance:
    """Mark one invited person in the register; a later mark takes the place of the first. Raises WrongState, DomainError."""
    if meeting.state != MeetingState.SCHEDULED or meeting.starts_at is None:
        raise WrongState("The register of this meeting is closed.")
    if london_day(meeting.starts_at) > london_day(now):
        raise WrongState("The register opens on the day of the meeting.")
    invitation = meeting.invitations.filter(user=user).first()
    if invitation is None:
        raise DomainError("Only people who were invited stand in the register.")
    attendance, _ = Attendance.objects.update_or_create(
        meeting=meeting,
        user=invitation.user,
        defaults={"participation": invitation.participation, "mark": mark, "marked_by": by, "marked_at": now},
    )
    return attendance


@action("workgroups.hold_meeting")
def hold_meeting(meeting: Meeting, *, by: Any, now: datetime) -> Meeting:
    """Close the register: the meeting was held. Raises WrongState when it has not begun or is held already."""
    if meeting.starts_at and meeting.starts_at > now:
        raise WrongState("This meeting has not begun yet. Close its register afterwards.")
    MEETING_MOVES.make(meeting, "hold")
    return meeting
