"""Queries on watched schools: each person's own, nobody else's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, QuerySet

from schools.models import HubStaff, Participation, School
from sustaining.common.clock import today

from .message_querysets import run_for_hub, supported_by
from .querysets import STAFF

if TYPE_CHECKING:
    from sustaining.common.people import Reader


def watchable_schools(user: Reader, on: date | None = None) -> QuerySet[School]:
    """Return the schools that a person may watch on a day (default today): of their hubs, and those that they support.

    Hubs count with the years that they run for a school that has moved away. A Specialist supports the schools assigned to
    them now, a Work Group Lead those in the group; programme administrators watch any.
    """
    if not user.is_active or not user.is_authenticated:
        return School._base_manager.none()
    if user.is_superuser:
        return School._base_manager.all()
    day = on or today()
    years = Participation._base_manager.filter(supported_by(user, day) | run_for_hub(user, day))
    visible = School.objects.visible_to(user)
    own = Q(hub__in=HubStaff.get_hubs(user, *STAFF, on=day)) | Q(pk__in=years.order_by().values("school"))
    return visible.filter(own)


class WatchQuerySet(models.QuerySet):
    """Queries on watched schools."""

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the reader's own, of schools that they may still watch on a day (default today)."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        return self.filter(user=user.pk, school__in=watchable_schools(user, on).order_by().values("pk"))

    def open(self, day: date) -> Self:
        """Return those that nobody has ended and whose last day has not passed."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), ended_at__isnull=True)

    def in_force(self, user: Reader, day: date) -> Self:
        """Return the reader's own that are open that day, of schools that they may still watch."""
        return self.visible_to(user, on=day).open(day)


class WatchlistVisitQuerySet(models.QuerySet):
    """Queries on visits to the watchlist."""

    def visible_to(self, user: Reader) -> Self:
        """Return the reader's own."""
        return self.filter(user=user.pk) if user.is_active and user.is_authenticated else self.none()
