"""A school that accepts its place joins a Work Group of its hub at once, where it is clear which."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.models import Participation
from sustaining.applications.joining import on_acceptance
from sustaining.common.clock import london_day

from .actions import invite_school
from .choices import MeetingState
from .models import Membership, WorkGroup


def group_for(participation: Participation) -> WorkGroup | None:
    """The hub's only Work Group of the project, or the only one with the school's focus; None when the hub has to say."""
    groups = list(WorkGroup.objects.filter(hub=participation.school.hub_id, project=participation.project_id))
    if len(groups) > 1:
        groups = [group for group in groups if participation.focus and group.focus == participation.focus]
    return groups[0] if len(groups) == 1 else None


@on_acceptance
def join_its_group(participation: Participation, *, by: Any, now: datetime) -> None:
    """Make the school a member; its Advocates are invited to the meetings to come."""
    group = group_for(participation)
    if group is None:
        return
    Membership.objects.create(group=group, participation=participation, starts_on=london_day(now))
    for meeting in group.meetings.filter(state=MeetingState.SCHEDULED, starts_at__gt=now).with_hub():
        invite_school(meeting, participation, now=now)
