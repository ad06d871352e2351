"""Reading plans and sessions; days used of days given."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, DecimalField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from schools.roles import VISIT_READERS
from schools.scope import ScopedQuerySet, schools_of
from sustaining.common.clock import london_day, today

from .choices import SessionState, VisitState

HAPPENED = (SessionState.HELD, SessionState.QUERIED, SessionState.CONFIRMED)
UNCONFIRMED_FOR = timedelta(weeks=2)
"""After this the hub sees that a session has not been confirmed."""
DAYS = DecimalField(max_digits=6, decimal_places=3)


def standing(prefix: str = "") -> Q:
    """Aims that are in the plan: neither dropped nor met."""
    return Q(**{f"{prefix}dropped_at__isnull": True, f"{prefix}met_in__isnull": True})


class PlanQuerySet(ScopedQuerySet):
    """Reading plans."""

    def for_list(self) -> PlanQuerySet:
        """With what a list shows, by school."""
        number = Count("aims", filter=standing("aims__"), distinct=True)
        return self.annotate(aim_count=number).select_related("school").order_by("school__name")

    def supported_by(self, user: Any, now: datetime) -> PlanQuerySet:
        """Plans of the schools that `user` supports, as their Specialist, at `now`."""
        assignment = apps.get_model("specialists", "Assignment")
        mine = assignment.objects.current(london_day(now)).filter(specialist__user=user.pk)
        return self.filter(school__in=mine.values("participation__school"))


class AimQuerySet(ScopedQuerySet):
    """Reading aims."""

    def standing(self) -> AimQuerySet:
        """Those in the plan: neither dropped nor met."""
        return self.filter(standing())

    def with_served(self) -> AimQuerySet:
        """With `served`: how many sessions that took place served each."""
        return self.annotate(served=Count("sessions", filter=Q(sessions__state__in=HAPPENED), distinct=True))


class SessionQuerySet(ScopedQuerySet):
    """Reading sessions."""

    def happened(self) -> SessionQuerySet:
        """Those that took place, confirmed or not yet."""
        return self.filter(state__in=HAPPENED)

    def unconfirmed(self) -> SessionQuerySet:
        """Those that a Specialist took part in and has not confirmed, the longest waiting first."""
        return self.filter(state=SessionState.HELD, specialist__isnull=False).order_by("logged_at", "pk")

    def queried(self) -> SessionQuerySet:
        """Those that the Specialist asked a change for."""
        return self.filter(state=SessionState.QUERIED)

    def late(self, now: datetime) -> SessionQuerySet:
        """Those that nobody has confirmed two weeks after they were logged, asked to be changed or not."""
        waiting = self.filter(state__in=[SessionState.HELD, SessionState.QUERIED], specialist__isnull=False)
        return waiting.filter(logged_at__lte=now - UNCONFIRMED_FOR).order_by("logged_at", "pk")

    def to_come(self) -> SessionQuerySet:
        """Those that are planned, the nearest first; what was planned and never logged leads."""
        return self.filter(state=SessionState.PLANNED).order_by("held_on", "starts_at", "pk")

    def recent_colleague_names(self) -> list[str]:
        """Return the colleagues named in the latest twenty sessions that name any, the latest first, each once."""
        named = self.exclude(colleague_names=[]).order_by("-held_on", "-pk")
        lists = named.values_list("colleague_names", flat=True)[:20]
        return list(dict.fromkeys(name for names in lists for name in names))

    def for_list(self) -> SessionQuerySet:
        """With everything that a list shows."""
        return self.select_related("participation__school", "participation__project", "specialist__user", "logged_by")


class VisitQuerySet(models.QuerySet):
    """Reading visits to Specialists' schools."""

    def visible_to(self, user: Any, *, on: date | None = None) -> VisitQuerySet:
        """One's own; those of the Specialists who support a school that one has to do with; those of one's hubs."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        assignment = apps.get_model("specialists", "Assignment").objects.current(on or today())
        reached = assignment.filter(participation__school__in=schools_of(user, VISIT_READERS, on))
        mine = apps.get_model("specialists", "Specialist").objects.working(on or today()).filter(user=user.pk)
        return self.filter(Q(specialist__in=mine) | Q(specialist__in=reached.values("specialist")))

    def with_taken(self) -> VisitQuerySet:
        """With `.taken`, people who come, and what a list shows."""
        booked = Sum("sessions__seats", filter=~Q(sessions__state=SessionState.CANCELLED))
        return self.annotate(taken=Coalesce(booked, 0)).select_related("specialist__user", "specialist__home_school")

    def to_come(self, now: datetime) -> VisitQuerySet:
        """Offered, and not past, the nearest first."""
        return self.filter(state=VisitState.OFFERED, starts_at__gt=now).order_by("starts_at", "pk")


def days_used(participation: str) -> Coalesce:
    """An expression: days of the Specialist's time used for the row's participation, its key in field `participation`.

    A day is used when a session in which a Specialist took part is confirmed.
    """
    session = apps.get_model("devplans", "Session")
    counted = (
        session._base_manager.filter(
            participation=OuterRef(participation), state=SessionState.CONFIRMED, specialist__isnull=False
        )
        .order_by()
        .values("participation")
        .annotate(total=Sum("length"))
        .values("total")
    )
    return Coalesce(Subquery(counted, output_field=DAYS), Decimal(0), output_field=DAYS)


def last_session_on(participation: str) -> Subquery:
    """An expression: the day of the latest session that took place for the row's participation, or NULL."""
    session = apps.get_model("devplans", "Session")
    latest = session._base_manager.filter(participation=OuterRef(participation), state__in=HAPPENED)
    return Subquery(latest.order_by("-held_on").values("held_on")[:1], output_field=models.DateField())


def days_given(participation: str) -> Coalesce:
    """An expression: days of support assigned to the row's participation now."""
    assignment = apps.get_model("specialists", "Assignment")
    given = (
        assignment._base_manager.filter(participation=OuterRef(participation), ends_on__isnull=True)
        .order_by()
        .values("participation")
        .annotate(total=Sum("days"))
        .values("total")
    )
    return Coalesce(Subquery(given, output_field=DAYS), Decimal(0), output_field=DAYS)
