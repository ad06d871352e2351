"""Count the Specialists' days that sessions have used and plan to use."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from specialists.days import Spent, days_spent

from .choices import SessionState
from .models import Session


@days_spent.provide
def session_days_spent(specialists: Iterable[int], year: int) -> dict[int, Spent]:
    """Return each Specialist's days used and planned in a year. One query.

    Confirmed sessions count as used. Planned sessions, and held ones that wait for confirmation, count as planned.
    """
    sessions = Session.objects.filter(specialist__in=specialists, participation__project__academic_year=year)
    planned = Q(state__in=[SessionState.PLANNED, SessionState.HELD, SessionState.QUERIED])
    rows = (
        sessions.order_by()
        .values("specialist")
        .annotate(
            used=Coalesce(Sum("length", filter=Q(state=SessionState.CONFIRMED)), Decimal(0)),
            planned=Coalesce(Sum("length", filter=planned), Decimal(0)),
        )
    )
    return {row["specialist"]: Spent(row["used"], row["planned"]) for row in rows}
