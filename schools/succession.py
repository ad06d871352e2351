"""Schools that continue under a new number, such as a conversion to an academy: their data moves, history stays.

Apps above move their rows at the event `schools.succeeded`; the old school's row stays and names its successor.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from sustaining.common.errors import DomainError

from .models import Advocate, Participation, School, SchoolContact


class CannotFollow(DomainError):
    """The successor already has something that cannot be there twice; a person has to decide."""

    field = "successor"


def with_programme_rows(schools: QuerySet[School]) -> QuerySet[School]:
    """Return those of `schools` that ever took part or had people, and have not been moved to a successor yet."""
    hanging = [model.objects.filter(school=OuterRef("pk")) for model in (Participation, Advocate, SchoolContact)]
    anything = Q()
    for rows in hanging:
        anything |= Q(Exists(rows))
    return schools.filter(anything, successor__isnull=True)
