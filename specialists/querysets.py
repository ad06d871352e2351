"""Querysets of Specialists and their assignments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from schools.models import HubStaff
from schools.querysets import current
from schools.roles import SCHOOL_MEMBERS
from schools.scope import ScopedQuerySet, reachable_participations

if TYPE_CHECKING:
    from sustaining.common.people import Reader


def working(on: date, prefix: str = "") -> Q:
    """Return a condition: the Specialist, under `prefix`, is one on a day. A lookup through a Specialist needs it."""
    return Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})


def _related(model: Any, name: str) -> Any:
    """Return the model that a field refers to; these querysets can't import their own models."""
    return model._meta.get_field(name).related_model


class SpecialistQuerySet(models.QuerySet):
    """Queries on Specialists."""

    def visible_to(self, user: Reader) -> SpecialistQuerySet:
        """Return Specialists in the user's hubs, those who support the user's schools, and the user."""
        if user.is_active and user.is_superuser:
            return self.all()
        specialists = self.model._base_manager
        years = reachable_participations(user, SCHOOL_MEMBERS)
        hubs = specialists.filter(hub_links__hub__in=HubStaff.get_hubs(user)).values("pk")
        supporting = specialists.filter(assignments__participation__in=years).values("pk")
        # In one set: of an OR, PostgreSQL guesses three quarters of all, and reads everybody's name.
        return self.filter(pk__in=specialists.filter(user=user.pk).values("pk").union(hubs, supporting))

    def at_hub(self, hub: int | None) -> SpecialistQuerySet:
        """Return the Specialists of a hub."""
        return self.filter(hub_links__hub=hub)

    def with_assigned(self, start: int) -> SpecialistQuerySet:
        """Annotate `.assigned`, days given to schools in the academic year from `start`, and `.school_count`.

        `.days_in_year` is what they can give in that year: what their hub has set for it, else their usual days.
        """
        open_now = Q(assignments__ends_on__isnull=True, assignments__participation__project__academic_year=start)
        assigned = Coalesce(Sum("assignments__days", filter=open_now), Decimal(0))
        own_days = _related(self.model, "years").objects.filter(specialist=OuterRef("pk"), academic_year=start)
        counts = self.annotate(
            assigned=assigned,
            school_count=Count("assignments", filter=open_now),
            days_in_year=Coalesce(Subquery(own_days.values("days")[:1]), F("days_a_year")),
        )
        return counts.select_related("user", "home_school")

    def working(self, on: date) -> SpecialistQuerySet:
        """Return those who are Specialists on a day."""
        return self.filter(working(on))


class SpecialistYearQuerySet(models.QuerySet):
    """Queries on the days of Specialists in a year."""

    def visible_to(self, user: Reader) -> SpecialistYearQuerySet:
        """Return rows of the Specialists that the user sees."""
        specialists = _related(self.model, "specialist").objects.visible_to(user)
        return self.filter(specialist__in=specialists.order_by().values("pk"))


class SpecialistHubQuerySet(models.QuerySet):
    """Queries on the hubs of Specialists."""

    def visible_to(self, user: Reader) -> SpecialistHubQuerySet:
        """Return rows of the user's hubs, and the user's own."""
        if user.is_active and user.is_superuser:
            return self.all()
        return self.filter(Q(hub__in=HubStaff.get_hubs(user)) | Q(specialist__user=user.pk))


class OfSpecialistQuerySet(models.QuerySet):
    """Queries on what Specialists say about their dates."""

    def visible_to(self, user: Reader) -> Self:
        """Return the rows of the Specialists that the user sees."""
        specialists = apps.get_model("specialists", "Specialist").objects.visible_to(user)
        return self.filter(specialist__in=specialists.order_by().values("pk"))


class AssignmentQuerySet(ScopedQuerySet):
    """Queries on assignments."""

    def current(self, on: date) -> AssignmentQuerySet:
        """Return assignments that are current on a day, of Specialists who work on that day."""
        return self.valid().filter(current(on), working(on, "specialist__"))

    def valid(self) -> AssignmentQuerySet:
        """Return assignments without those that were made by mistake and taken back."""
        return self.filter(taken_back_at__isnull=True)

    def latest_first(self) -> AssignmentQuerySet:
        """Order assignments so that the one that counts is first: on the day of a change there are two."""
        return self.order_by("-starts_on", "-pk")

    def not_ended(self, on: date) -> AssignmentQuerySet:
        """Return valid assignments that have not ended before a day: also those that are still to begin."""
        return self.valid().filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def with_names(self) -> AssignmentQuerySet:
        """Load the school's year, its hub and the Specialist with each assignment."""
        return self.select_related(
            "participation__school", "participation__hub", "participation__project", "specialist__user"
        )

    def going_on(self, after: date) -> AssignmentQuerySet:
        """Return assignments that go on beyond a day: they have no last day, and their Specialist does not leave by it."""
        leaves_later = Q(specialist__ends_on__isnull=True) | Q(specialist__ends_on__gte=after)
        return self.filter(leaves_later, ends_on__isnull=True)
