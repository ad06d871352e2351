"""A school that moves to another hub leaves the Work Groups of the hub before; what it attended stays."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Greatest

from schools.hub_moves import on_moving
from schools.models import Hub, School
from sustaining.common.clock import london_day

from .models import Membership


@on_moving
def leave_groups(school: School, hub: Hub, *, now: datetime) -> None:
    """End the memberships in groups of other hubs today."""
    elsewhere = Membership.objects.filter(participation__school=school, ends_on__isnull=True).exclude(group__hub=hub)
    elsewhere.update(ends_on=Greatest("starts_on", london_day(now)))
