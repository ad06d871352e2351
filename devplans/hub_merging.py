"""Hub merge rule: next steps stay with the schools’ years and with the people who do them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.hub_merging import WorkStays, register_hub_merge_rule
from schools.models import Hub

from .models import NextStep


class NextStepsStay(WorkStays):
    """Open next steps of sessions, which come up for the same people as before."""

    name = "next_steps"
    singular, plural = "next step of a session", "next steps of sessions"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the open next steps of the hub's years, by their check-back day."""
        return list(NextStep.objects.to_check().filter(session__participation__hub=hub))


register_hub_merge_rule(NextStepsStay())
