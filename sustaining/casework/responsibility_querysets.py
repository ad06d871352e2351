"""Queries on who looks after which school's year. The hub's staff read them, nobody else does."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from schools.choices import IN_PROGRESS, ParticipationState
from schools.models import HubStaff
from schools.querysets import current
from sustaining.common.clock import today

from .querysets import STAFF

if TYPE_CHECKING:
    from sustaining.common.people import Reader


UNDER_WAY = (ParticipationState.PROPOSED, *IN_PROGRESS)
"""States of a year that someone looks after."""


class ResponsibilityQuerySet(models.QuerySet):
    """Queries on responsibilities for schools' years."""

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the responsibilities at hubs whose lead or administrator `user` is; all for programme administrators."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(participation__hub__in=HubStaff.get_hubs(user, *STAFF, on=on or today()))

    def under_way(self) -> Self:
        """Return those that have not ended, for years that are proposed or in progress."""
        return self.filter(ended_at__isnull=True, participation__state__in=UNDER_WAY)

    def in_force(self, day: date) -> Self:
        """Return those that have not ended, of people who work for the year's hub, or for the one it is part of, that day."""
        staff = HubStaff._base_manager.filter(current(day), role__in=STAFF, user=OuterRef("user"))
        there = Q(hub=OuterRef("participation__hub")) | Q(hub__former_hubs=OuterRef("participation__hub"))
        return self.filter(Exists(staff.filter(there)), ended_at__isnull=True, user__is_active=True)
