"""Hub merge rules: notes and concerns stay with the hub that wrote them; the successor's people read and change them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.hub_merging import WorkStays, register_hub_merge_rule
from schools.models import Hub

from .models import Concern, Note


class NextActionsStay(WorkStays):
    """Next actions that are still to be done, on their owners' desks as before."""

    name = "next actions"
    singular, plural = "next action of a note", "next actions of notes"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the hub's notes with an open next action, by its day."""
        return list(Note.objects.with_open_action().filter(hub=hub).order_by("action_on", "pk"))


class ConcernsStay(WorkStays):
    """Open concerns, which the successor reviews from now on."""

    name = "concerns"
    singular, plural = "open concern", "open concerns"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the hub's open concerns, by their review day."""
        return list(Concern.objects.open().filter(hub=hub).select_related("school").order_by("review_on", "pk"))


register_hub_merge_rule(NextActionsStay())
register_hub_merge_rule(ConcernsStay())
