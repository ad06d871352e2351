"""Reading money."""

from __future__ import annotations

from typing import Any

from django.db import models

from schools.choices import HubRole
from schools.models import HubStaff
from schools.scope import ScopedQuerySet

from .choices import ClaimState

WAITING = (ClaimState.SUBMITTED, ClaimState.QUERIED)
"""Claims that count against what is left although nobody has decided on them yet."""


class GrantQuerySet(ScopedQuerySet):
    """Reading grants."""


class ClaimQuerySet(ScopedQuerySet):
    """Reading claims."""

    def to_decide(self) -> ClaimQuerySet:
        """Submitted claims, the longest waiting first."""
        return self.filter(state=ClaimState.SUBMITTED).order_by("submitted_at", "pk")


class RunQuerySet(models.QuerySet):
    """Reading payment runs."""

    def visible_to(self, user: Any) -> RunQuerySet:
        """Those of the hubs that one works for or audits."""
        if user.is_active and user.is_superuser:
            return self.all()
        roles = (HubRole.LEAD, HubRole.ADMINISTRATOR, HubRole.AUDITOR)
        return self.filter(hub__in=HubStaff.of(user, *roles).values("hub"))
