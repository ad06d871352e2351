"""Fact about support: the school has its Specialist."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import OuterRef, Q

from schools.year_facts import YearFact, first_day, year_facts
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear

from .models import Assignment

HAS_SUPPORT = Q(project__support_days__gt=0)


def _assigned(year: AcademicYear) -> object:
    open_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=year.as_at(today()))
    assignments = Assignment.objects.filter(open_ended, participation=OuterRef("pk"), taken_back_at__isnull=True)
    return first_day(assignments, "starts_on")


@year_facts.provide
def support_facts() -> Iterator[YearFact]:
    """Yield that a Specialist is assigned."""
    yield YearFact(
        name="specialist_assigned", label="A Specialist is assigned", proved_on=_assigned, applies=HAS_SUPPORT
    )
