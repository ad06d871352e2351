"""Count the Specialists' days that sessions have used and plan to use."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from specialists.days import Spent, assignment_uses, days_at_schools, days_spent
from specialists.models import Assignment

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


@days_at_schools.provide
def session_days_at_schools(specialists: Iterable[int], year: int) -> dict[tuple[int, int], Decimal]:
    """Return the days of confirmed sessions by Specialist and participation in a year. One query."""
    sessions = Session.objects.filter(
        specialist__in=specialists, participation__project__academic_year=year, state=SessionState.CONFIRMED
    )
    rows = sessions.order_by().values_list("specialist", "participation").annotate(used=Sum("length"))
    return {(specialist, participation): used for specialist, participation, used in rows}


@assignment_uses.provide
def sessions_of_assignment(assignment: Assignment) -> list[str]:
    """Say how many sessions the Specialist has held with the school since the assignment began."""
    held = Session.objects.happened().filter(
        specialist=assignment.specialist_id,
        participation=assignment.participation_id,
        held_on__gte=assignment.starts_on,
    )
    number = held.count()
    if not number:
        return []
    sessions = "1 session has" if number == 1 else f"{number} sessions have"
    return [f"{sessions} already been logged with {assignment.specialist}, so the assignment can’t be removed."]
