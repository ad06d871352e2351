"""Hub merge rule: years that are proposed and not answered stay with the hub that proposed them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.hub_merging import WorkStays, register_hub_merge_rule
from schools.models import Hub

from .models import YearProposal


class ProposedYearsStay(WorkStays):
    """Proposed years that schools have not answered; they confirm to the hub that proposed them."""

    name = "proposed years"
    singular, plural = "year proposed to a school", "years proposed to schools"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the hub's proposed years without an answer, by school."""
        proposals = YearProposal.objects.open().filter(participation__hub=hub).with_all()
        return list(proposals.order_by("participation__school__sort_name", "pk"))


register_hub_merge_rule(ProposedYearsStay())
