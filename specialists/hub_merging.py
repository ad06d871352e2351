"""Hub merge rule: Specialists work for the successor."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from schools.endings import Consequence
from schools.hub_merging import HubMergeRule, register_hub_merge_rule
from schools.models import Hub
from sustaining.common.clock import london_day

from .models import Specialist, SpecialistHub

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class LinksPass(HubMergeRule):
    """The links of the hub's Specialists. Their assignments stay: they are of schools' years."""

    name = "specialists"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the links."""
        links = SpecialistHub.objects.filter(hub=hub).select_related("specialist__user")
        return list(links.order_by("specialist__user__sort_name", "pk"))

    def describe(self, rows: list[Any], hub: Hub, successor: Hub) -> list[Consequence]:
        """Return who works for the successor."""
        names = tuple(str(link.specialist) for link in rows)
        sentence = f"Specialists work for {successor}, and continue to support the same schools"
        return [Consequence(sentence, names)] if names else []

    def pass_on(self, rows: list[Any], hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Link each to the successor instead, once."""
        passed_on = []
        for link in rows:
            _, is_new = SpecialistHub.objects.get_or_create(specialist_id=link.specialist_id, hub=successor)
            passed_on.append([link.specialist_id, is_new])
            link.delete()
        return passed_on

    def put_back(self, passed_on: list[Any], hub: Hub, successor: Hub, now: datetime) -> None:
        """Link those who still work for the successor to the hub again."""
        for specialist, is_new in passed_on:
            links = SpecialistHub.objects.filter(specialist=specialist, hub=successor)
            if links.exists():
                SpecialistHub.objects.get_or_create(specialist_id=specialist, hub=hub)
            if is_new:
                links.delete()

    def readers(self, hub: Hub, now: datetime) -> list[User]:
        """Return the hub's Specialists."""
        people = Specialist.objects.filter(hub_links__hub=hub).working(london_day(now)).select_related("user")
        return [specialist.user for specialist in people]


register_hub_merge_rule(LinksPass())
