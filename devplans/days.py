"""How many of a Specialist's days sessions have used, and how many are planned."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from specialists.days import Spent, days_spent

from .choices import SessionState
from .models import Session


@days_spent.provide
def of_sessions(specialists: Iterable[int], year: int) -> dict[int, Spent]:
    """Confirmed sessions are used; planned ones, and held ones that nobody confirmed yet, are planned. One query."""
    mine = Session.objects.filter(specialist__in=specialists, participation__project__academic_year=year)
    planned = Q(state__in=[SessionState.PLANNED, SessionState.HELD, SessionState.QUERIED])
    rows = (
        mine.order_by()
        .values("specialist")
        .annotate(
            used=Coalesce(Sum("length", filter=Q(state=SessionState.CONFIRMED)), Decimal(0)),
            planned=Coalesce(Sum("length", filter=planned), Decimal(0)),
        )
    )
    return {row["specialist"]: Spent(row["used"], row["planned"]) for row in rows}
