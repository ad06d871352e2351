"""Which schools a hub pays, so that it can keep a payee for each."""

from __future__ import annotations

from django.db.models import QuerySet

from schools.models import Hub, School
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear

from .models import Grant


def schools_paid_by(hub: Hub) -> QuerySet[School]:
    """Return the schools with a grant from the hub this year, next year or last year, which may still be paid."""
    grants = Grant.objects.filter(
        participation__hub=hub, participation__project__academic_year__gte=AcademicYear.of(today()).start - 1
    )
    return School.objects.filter(pk__in=grants.values("participation__school"))
