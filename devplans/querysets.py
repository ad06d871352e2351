"""Querysets of plans and sessions, and expressions for days used and given."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Count, DecimalField, Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from schools.choices import ParticipationState
from schools.roles import VISIT_READERS
from schools.scope import ScopedQuerySet, reachable_participations
from sustaining.common.clock import today

from .choices import NextStepState, SessionState, VisitState

if TYPE_CHECKING:
    from sustaining.common.people import Reader

HAPPENED = (SessionState.HELD, SessionState.QUERIED, SessionState.CONFIRMED)
UNCONFIRMED_FOR = timedelta(weeks=2)
"""After this the hub sees that a session has not been confirmed."""
DAYS = DecimalField(max_digits=6, decimal_places=3)


def is_in_plan(prefix: str = "") -> Q:
    """Return the condition of aims in the plan: neither dropped nor met."""
    return Q(**{f"{prefix}dropped_at__isnull": True, f"{prefix}met_in__isnull": True})


class PlanQuerySet(ScopedQuerySet):
    """Querysets of plans."""

    def for_list(self) -> PlanQuerySet:
        """Add what a list shows, ordered by school."""
        number = Count("aims", filter=is_in_plan("aims__"), distinct=True)
        return self.annotate(aim_count=number).select_related("school").order_by("school__sort_name")

    def supported_by(self, user: Reader, day: date) -> PlanQuerySet:
        """Filter the plans of the schools that `user` supports as their Specialist on a day."""
        assignment = apps.get_model("specialists", "Assignment")
        assignments = assignment.objects.current(day).filter(specialist__user=user.pk)
        return self.filter(school__in=assignments.values("participation__school"))

    def not_resting(self) -> PlanQuerySet:
        """Leave out the plans of schools that are paused and active in no other project: nothing is asked of them."""
        years = apps.get_model("schools", "Participation")._base_manager.filter(school=OuterRef("school"))
        paused, active = (
            Exists(years.filter(state=state)) for state in (ParticipationState.PAUSED, ParticipationState.ACTIVE)
        )
        return self.exclude(paused & ~active)


class AimQuerySet(ScopedQuerySet):
    """Querysets of aims."""

    def in_plan(self) -> AimQuerySet:
        """Filter the aims in the plan: neither dropped nor met."""
        return self.filter(is_in_plan())

    def with_served(self) -> AimQuerySet:
        """Annotate `served`: the number of held sessions that supported each aim."""
        return self.annotate(served=Count("sessions", filter=Q(sessions__state__in=HAPPENED), distinct=True))


class SessionQuerySet(ScopedQuerySet):
    """Querysets of sessions."""

    def happened(self) -> SessionQuerySet:
        """Filter the sessions that took place, confirmed or not."""
        return self.filter(state__in=HAPPENED)

    def unconfirmed(self) -> SessionQuerySet:
        """Filter the sessions that wait for a Specialist's confirmation, the longest waiting first."""
        return self.filter(state=SessionState.HELD, specialist__isnull=False).order_by("logged_at", "pk")

    def queried(self) -> SessionQuerySet:
        """Filter the sessions for which the Specialist asked for a change."""
        return self.filter(state=SessionState.QUERIED)

    def late(self, now: datetime) -> SessionQuerySet:
        """Filter the sessions that are unconfirmed two weeks after they were logged, queried or not."""
        return self.unsettled().filter(logged_at__lte=now - UNCONFIRMED_FOR).order_by("logged_at", "pk")

    def unsettled(self) -> SessionQuerySet:
        """Filter the sessions that wait for a confirmation, queried or not."""
        return self.filter(state__in=[SessionState.HELD, SessionState.QUERIED], specialist__isnull=False)

    def to_come(self) -> SessionQuerySet:
        """Filter the planned sessions by day; those that were never logged come first."""
        return self.filter(state=SessionState.PLANNED).order_by("held_on", "starts_at", "pk")

    def to_log(self, now: datetime, day: date) -> SessionQuerySet:
        """Filter the planned sessions whose time is over at a moment of a day, by day."""
        return self.to_come().filter(Q(ends_at__lte=now) | Q(held_on__lt=day))

    def recent_colleague_names(self) -> list[str]:
        """Return the colleagues named in the twenty latest sessions that name any, latest first, without duplicates."""
        with_names = self.exclude(colleague_names=[]).order_by("-held_on", "-pk")
        lists = with_names.values_list("colleague_names", flat=True)[:20]
        return list(dict.fromkeys(name for names in lists for name in names))

    def for_list(self) -> SessionQuerySet:
        """Select everything that a list shows."""
        return self.select_related("participation__school", "participation__project", "specialist__user", "logged_by")

    def for_table(self) -> SessionQuerySet:
        """Select the columns of the list of sessions alone: a table of fifty needs no fifty schools and accounts."""
        own = ("kind", "planned_unit", "held_on", "length", "minutes", "state", "specialist")
        return self.select_related("participation__school").only(*own, "participation__school__name")


class NextStepQuerySet(ScopedQuerySet):
    """Querysets of next steps."""

    def to_check(self) -> NextStepQuerySet:
        """Filter the open next steps with a check-back day, the longest overdue first."""
        return self.filter(state=NextStepState.OPEN, check_on__isnull=False).order_by("check_on", "pk")

    def due(self, on: date) -> NextStepQuerySet:
        """Filter the open next steps whose check-back day has come."""
        return self.to_check().filter(check_on__lte=on)

    def for_list(self) -> NextStepQuerySet:
        """Select everything that a list shows."""
        session = ("session__participation__school", "session__participation__hub")
        return self.select_related("owner", "added_by", "closed_by", "closed_in", *session)


class VisitQuerySet(models.QuerySet):
    """Querysets of visits to Specialists' schools."""

    def visible_to(self, user: Reader, *, on: date | None = None) -> VisitQuerySet:
        """Filter the visits of the user, of Specialists who support a school of the user, and of the user's hubs."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        assignment = apps.get_model("specialists", "Assignment").objects.current(on or today())
        reached = assignment.filter(participation__in=reachable_participations(user, VISIT_READERS, on))
        own_records = apps.get_model("specialists", "Specialist").objects.working(on or today()).filter(user=user.pk)
        return self.filter(Q(specialist__in=own_records) | Q(specialist__in=reached.values("specialist")))

    def with_taken(self) -> VisitQuerySet:
        """Annotate `taken`, the number of places booked, and select what a list shows."""
        booked = Sum("sessions__seats", filter=~Q(sessions__state=SessionState.CANCELLED))
        return self.annotate(taken=Coalesce(booked, 0)).select_related("specialist__user", "specialist__home_school")

    def to_come(self, now: datetime) -> VisitQuerySet:
        """Filter the offered visits that are not past, the nearest first."""
        return self.filter(state=VisitState.OFFERED, starts_at__gt=now).order_by("starts_at", "pk")


def days_used(participation: str) -> Coalesce:
    """Return an expression for the days used by the participation whose key is in field `participation`.

    A session counts once it is confirmed, if a Specialist took part.
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
    """Return an expression for the day of the participation's latest held session, or NULL."""
    session = apps.get_model("devplans", "Session")
    latest = session._base_manager.filter(participation=OuterRef(participation), state__in=HAPPENED)
    return Subquery(latest.order_by("-held_on").values("held_on")[:1], output_field=models.DateField())


def days_given(participation: str) -> Any:
    """Return an expression for the days of support given to the participation.

    They are the days of the present assignment, and the days used with Specialists whose support has ended: what these
    did not use is given to nobody. So what is used never exceeds what is given because the Specialist changed.
    """
    assignment = apps.get_model("specialists", "Assignment")._base_manager
    session = apps.get_model("devplans", "Session")._base_manager
    going_on = assignment.filter(participation=OuterRef(participation), ends_on__isnull=True)
    given = going_on.order_by().values("participation").annotate(total=Sum("days")).values("total")
    present = assignment.filter(
        participation=OuterRef("participation"), specialist=OuterRef("specialist"), ends_on__isnull=True
    )
    ended = (
        session.filter(
            ~Exists(present), participation=OuterRef(participation), state=SessionState.CONFIRMED,
            specialist__isnull=False,
        )
        .order_by()
        .values("participation")
        .annotate(total=Sum("length"))
        .values("total")
    )  # fmt: skip
    none = Decimal(0)
    return Coalesce(Subquery(given, output_field=DAYS), none, output_field=DAYS) + Coalesce(
        Subquery(ended, output_field=DAYS), none, output_field=DAYS
    )
