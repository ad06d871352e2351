"""Queries on tasks that someone has taken, which the hub's staff read, and on what a desk shows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from schools.models import HubStaff
from schools.querysets import current

from .querysets import STAFF, HubRowQuerySet

if TYPE_CHECKING:
    from sustaining.common.people import Reader


class TakenTaskQuerySet(HubRowQuerySet):
    """Queries on taken tasks."""

    def in_force(self, day: date) -> Self:
        """Return those that have not ended, of people who work for the hub that day."""
        staff = HubStaff._base_manager.filter(current(day), role__in=STAFF, user=OuterRef("user"))
        there = Q(hub=OuterRef("hub")) | Q(hub__former_hubs=OuterRef("hub"))
        return self.filter(Exists(staff.filter(there)), ended_at__isnull=True, user__is_active=True)


class DeskChoiceQuerySet(models.QuerySet):
    """Queries on what desks show."""

    def visible_to(self, user: Reader) -> Self:
        """Return the reader's own choice."""
        return self.filter(user=user.pk) if user.is_authenticated else self.none()
