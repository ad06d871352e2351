"""Hub merge rule: claims, payment runs and what was paid stay with the hub that enrolled the school."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.hub_merging import WorkStays, register_hub_merge_rule
from schools.models import Hub

from .choices import ClaimState
from .models import Claim


class ClaimsStay(WorkStays):
    """Claims that wait for a decision or a payment, which a run of the same hub makes."""

    name = "claims"
    singular, plural = "claim that is not paid", "claims that are not paid"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the claims that have been made and are neither paid nor closed."""
        waiting = [ClaimState.SUBMITTED, ClaimState.QUERIED, ClaimState.APPROVED, ClaimState.IN_RUN]
        return list(Claim.objects.filter(grant__participation__hub=hub, state__in=waiting).order_by("reference"))


register_hub_merge_rule(ClaimsStay())
