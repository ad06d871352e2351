"""Hub merge rule: Work Groups and their meetings stay with the schools’ years."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.hub_merging import WorkStays, register_hub_merge_rule
from schools.models import Hub

from .choices import AHEAD
from .models import Meeting


class MeetingsStay(WorkStays):
    """Meetings to come of the hub's Work Groups, which keep their schools, leads and reminders."""

    name = "meetings"
    singular, plural = "coming meeting", "coming meetings"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the meetings that are scheduled or to be announced, soonest first."""
        coming = Meeting.objects.filter(group__hub=hub, state__in=AHEAD)
        return list(coming.exclude(starts_at__lt=now).select_related("group").order_by("starts_at", "pk"))


register_hub_merge_rule(MeetingsStay())
