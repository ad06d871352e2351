"""A school that goes on under a new number (a conversion to an academy): what hangs on it follows, its history stays.

Apps above move what is theirs at the event `schools.succeeded`; the old school's row stays and names its successor.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from sustaining.common.errors import DomainError

from .models import Advocate, Participation, School, SchoolContact


class CannotFollow(DomainError):
    """Something stands at the successor already; a person has to decide."""

    field = "successor"


def with_programme_rows(schools: QuerySet[School]) -> QuerySet[School]:
    """Those of `schools` that have ever had to do with the programme and have not been followed to a successor yet."""
    hanging = [model.objects.filter(school=OuterRef("pk")) for model in (Participation, Advocate, SchoolContact)]
    anything = Q()
    for rows in hanging:
        anything |= Q(Exists(rows))
    return schools.filter(anything, successor__isnull=True)
