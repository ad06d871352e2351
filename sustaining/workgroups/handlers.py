"""Handlers of events about schools and their people."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from schools.corrections import enrolment_work
from schools.models import Advocate, Participation
from sustaining.common.clock import london_day
from sustaining.common.counts import counted
from sustaining.common.events import on

from .actions import invite, invite_school
from .actions.groups import get_meetings_ahead
from .choices import MeetingState
from .models import Attendance, Membership, WorkGroup

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def group_for(participation: Participation) -> WorkGroup | None:
    """Return the hub's only Work Group in the project, or the only one with the school's focus, or None."""
    groups = list(WorkGroup.objects.filter(hub=participation.hub_id, project=participation.project_id))
    if len(groups) > 1:
        groups = [group for group in groups if participation.focus and group.focus == participation.focus]
    return groups[0] if len(groups) == 1 else None


@on("applications.accepted", order=10)
def join_work_group(participation: Participation, *, by: User, now: datetime) -> None:
    """Make the school a member of its group; its Advocates are invited to the meetings to come."""
    group = group_for(participation)
    if group is None:
        return
    Membership.objects.create(group=group, participation=participation, starts_on=london_day(now))
    for meeting in group.meetings.filter(state=MeetingState.SCHEDULED, starts_at__gt=now).with_hub():
        invite_school(meeting, participation, now=now)


@on("schools.advocate_joined", order=10)
def invite_to_meetings(advocate: Advocate, *, by: User, now: datetime) -> None:
    """Invite a new Advocate to the future meetings of the school's groups."""
    memberships = Membership.objects.going_on(london_day(now)).filter(participation__school=advocate.school)
    for membership in memberships.select_related("group", "participation__school"):
        # A meeting without a date invites nobody yet: its members are invited when the date is set.
        for meeting in get_meetings_ahead(membership, now):
            invite(meeting, advocate.user, membership.participation, now=now)


@enrolment_work.provide
def count_marks(participation: Participation) -> list[str]:
    """Return how many marks meetings' registers hold for the participation."""
    marks = Attendance.objects.filter(participation=participation).count()
    return [counted(marks, "attendance mark")] if marks else []
