"""Facts about money: the school has claimed, and its grant is paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import DateField, F, OuterRef, Subquery

from schools.facts import HAS_GRANT
from schools.year_facts import YearFact, first_day, year_facts
from sustaining.common.years import AcademicYear

from .choices import ClaimState
from .models import Claim

NOT_CLAIMED = (ClaimState.DRAFT, ClaimState.WITHDRAWN, ClaimState.REJECTED)


def _claimed(year: AcademicYear) -> Any:
    claims = Claim.objects.filter(grant__participation=OuterRef("pk"), submitted_at__isnull=False)
    return first_day(claims.exclude(state__in=NOT_CLAIMED), "submitted_at")


def _paid_in_full(year: AcademicYear) -> Any:
    paid = Claim.objects.filter(
        grant__participation=OuterRef("pk"), grant__amount__gt=0, grant__paid=F("grant__amount"), state=ClaimState.PAID
    )
    return Subquery(paid.order_by("-run__paid_on", "-pk").values("run__paid_on")[:1], output_field=DateField())


@year_facts.provide
def money_facts() -> Iterator[YearFact]:
    """Yield that the school has claimed, and that its grant is paid."""
    yield YearFact(
        name="claim_submitted",
        label="A claim on the grant has been submitted",
        proved_on=_claimed,
        applies=HAS_GRANT,
        page="funding:new",
    )
    yield YearFact(name="grant_paid", label="The whole grant has been paid", proved_on=_paid_in_full, applies=HAS_GRANT)
