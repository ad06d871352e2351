"""Which schools a hub pays, so that it can keep a payee for each."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from schools.models import Hub, School
from specialists.models import Specialist
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear

from .models import Grant
from .release_pay import is_release_paid


def schools_paid_by(hub: Hub) -> QuerySet[School]:
    """Return the schools with a grant from the hub this year, next year or last year, which may still be paid.

    Where the hub pays for the release of Specialists, their home schools too.
    """
    grants = Grant.objects.filter(
        participation__hub=hub, participation__project__academic_year__gte=AcademicYear.of(today()).start - 1
    )
    schools = grants.values("participation__school")
    if is_release_paid(hub):
        homes = Specialist.objects.filter(Q(hub_links__hub=hub) | Q(assignments__participation__hub=hub))
        return School.objects.filter(Q(pk__in=schools) | Q(pk__in=homes.order_by().values("home_school")))
    return School.objects.filter(pk__in=schools)
