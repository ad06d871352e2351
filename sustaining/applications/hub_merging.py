"""Hub merge rule: calls stay with their applications."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.hub_merging import WorkStays, register_hub_merge_rule
from schools.models import Hub

from .models import Call


class CallsStay(WorkStays):
    """Calls that are open or not yet open. A school that is offered a place is enrolled by the successor."""

    name = "calls"
    singular, plural = "call for applications", "calls for applications"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the calls that have not closed."""
        calls = Call.objects.filter(hub=hub).exclude(closes_at__lte=now)
        return list(calls.select_related("project", "hub").order_by("pk"))


register_hub_merge_rule(CallsStay())
