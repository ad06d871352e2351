"""Visibility of calls, applications and their rows: for the hub's staff, and nobody else who signs in.

An applicant has no account: the link in their email is what lets them in (`links.py`).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, F, Min, Q

from schools.models import HubStaff

from .choices import ApplicationState

if TYPE_CHECKING:
    from sustaining.common.people import Reader

TAKEN = (ApplicationState.OFFERED, ApplicationState.ACCEPTED)
"""States that use one of a call's places."""


class HubsOwnQuerySet(models.QuerySet):
    """Rows that lead to a hub by the lookup `path`."""

    path = "hub"

    def visible_to(self, user: Reader) -> Self:
        """Return the rows of the user's hubs, for auditors too; every row for programme administrators."""
        if user.is_active and user.is_superuser:
            return self.all()
        if not (user.is_active and user.is_authenticated):
            return self.none()
        return self.filter(**{f"{self.path}__in": HubStaff.get_hubs(user)})


def hub_manager(path: str, queryset: type[HubsOwnQuerySet] = HubsOwnQuerySet) -> Any:
    """Return a manager whose `visible_to` follows `path` from the model to Hub."""
    kind = type(queryset.__name__, (queryset,), {"path": path, "__module__": queryset.__module__})
    return kind.as_manager()  # type: ignore[attr-defined]


class CallQuerySet(HubsOwnQuerySet):
    """Querysets of calls."""

    def open_at(self, now: datetime) -> Self:
        """Return calls that accept applications at `now`."""
        return self.filter(Q(closes_at=None) | Q(closes_at__gt=now), opens_at__lte=now)

    def with_counts(self) -> Self:
        """Annotate `.taken`, places offered or accepted, and `.waiting`, applications to decide."""
        return self.annotate(
            taken=Count("applications", filter=Q(applications__state__in=TAKEN)),
            waiting=Count("applications", filter=Q(applications__state=ApplicationState.SUBMITTED)),
        )


class ApplicationQuerySet(HubsOwnQuerySet):
    """Querysets of applications. Drafts are the school's own: the hub sees that there are some, never what is in them."""

    def sent(self) -> Self:
        """Return applications that the hub may read: everything that was submitted."""
        return self.exclude(submitted_at=None)

    def by_state(self) -> list[dict[str, Any]]:
        """Return each state with `count` and `oldest`, the time since which one has waited longest in it."""
        return list(self.order_by().values("state").annotate(count=Count("pk"), oldest=Min("state_since")))

    def in_order(self) -> Self:
        """Order by time of submission, earliest first."""
        return self.order_by(F("submitted_at").asc(nulls_last=True), "pk")
