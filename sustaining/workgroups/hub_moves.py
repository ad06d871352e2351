"""A school that moves to another hub leaves the Work Groups of the hub before; what it attended stays."""

from __future__ import annotations

from datetime import datetime

from schools.hub_moves import on_moving
from schools.models import Hub, School
from sustaining.common.clock import london_day

from .actions.groups import leave_meetings
from .models import Membership


@on_moving
def leave_groups(school: School, hub: Hub, *, now: datetime) -> None:
    """End the memberships in groups of other hubs today."""
    elsewhere = Membership.objects.open().filter(participation__school=school).exclude(group__hub=hub)
    for membership in elsewhere.select_related("group", "participation__school"):
        membership.ends_on = max(membership.starts_on, london_day(now))
        membership.save(update_fields=["ends_on"])
        leave_meetings(membership, reason=f"{school} works with another hub now.", now=now)
