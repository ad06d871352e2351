"""Hub merge rules: claims, release pay, payment runs and what was paid stay with the hub that enrolled the school."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.hub_merging import WorkStays, register_hub_merge_rule
from schools.models import Hub

from .choices import ClaimState, ReleaseState
from .models import Claim, ReleaseMonth


class ClaimsStay(WorkStays):
    """Claims that wait for a decision or a payment, which a run of the same hub makes."""

    name = "claims"
    singular, plural = "claim that is not paid", "claims that are not paid"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the claims that have been made and are neither paid nor closed."""
        waiting = [ClaimState.SUBMITTED, ClaimState.QUERIED, ClaimState.APPROVED, ClaimState.IN_RUN]
        return list(Claim.objects.filter(grant__participation__hub=hub, state__in=waiting).order_by("reference"))


class ReleasePayStays(WorkStays):
    """Specialists' months that are approved and not paid, which a run of the same hub pays."""

    name = "release pay"
    singular, plural = "month of release pay that is not paid", "months of release pay that are not paid"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the months that are approved, or in a run that is not released."""
        waiting = [ReleaseState.APPROVED, ReleaseState.IN_RUN]
        return list(ReleaseMonth.objects.filter(hub=hub, state__in=waiting).order_by("reference"))


register_hub_merge_rule(ClaimsStay())
register_hub_merge_rule(ReleasePayStays())
