"""Facts about money: the school has claimed, and its grant is paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import DateField, F, OuterRef, Subquery
from django.db.models.functions import Greatest

from schools.facts import HAS_GRANT
from schools.year_facts import YearFact, first_day, year_facts
from sustaining.common.years import AcademicYear

from .choices import ENDED_CLAIMS, ClaimState
from .models import Claim, OpeningPayment

NOT_CLAIMED = (ClaimState.DRAFT, *ENDED_CLAIMS)


def _claimed(year: AcademicYear) -> Any:
    claims = Claim.objects.filter(grant__participation=OuterRef("pk"), submitted_at__isnull=False)
    return first_day(claims.exclude(state__in=NOT_CLAIMED), "submitted_at")


def _paid_in_full(year: AcademicYear) -> Any:
    """Return the day of the last payment, by the site or before it, of a grant that is paid in full."""
    in_full = {"grant__amount__gt": 0, "grant__paid": F("grant__amount")}
    paid = Claim.objects.filter(grant__participation=OuterRef("pk"), state=ClaimState.PAID, **in_full)
    by_site = Subquery(paid.order_by("-run__paid_on", "-pk").values("run__paid_on")[:1], output_field=DateField())
    through_entry = {f"entry__{path}": value for path, value in in_full.items()}
    through_entry["entry__grant__paid"] = F("entry__grant__amount")
    before = OpeningPayment.objects.counted().filter(entry__grant__participation=OuterRef("pk"), **through_entry)
    earlier = Subquery(before.order_by("-paid_on", "-pk").values("paid_on")[:1], output_field=DateField())
    return Greatest(by_site, earlier)


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
