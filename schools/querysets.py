"""Reading schools, people and participations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Q, When

from sustaining.common.clock import today

from .choices import ParticipationState, Stage
from .fulltext import MOST_WORDS, search_query
from .roles import SCHOOL_MEMBERS, Role
from .scope import ScopedQuerySet, schools_of

MOST_COUNTED = 1_000


def current(on: date, prefix: str = "") -> Q:
    """Rows with `starts_on` and `ends_on` that hold on a day; no end means open."""
    ends = Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    return Q(**{f"{prefix}starts_on__lte": on}) & ends


class DatedQuerySet(ScopedQuerySet):
    """Rows that hold from a day to a day."""

    def current(self, on: date) -> DatedQuerySet:
        """Those that hold on a day."""
        return self.filter(current(on))


class SchoolQuerySet(ScopedQuerySet):
    """Reading the register."""

    def matching(self, text: str) -> SchoolQuerySet:
        """Schools that every one of `words` finds: in name, town, postcode or URN, whole or as a beginning.

        Where that finds none, parts from within the name count too (`chester` in Manchester).
        """
        query = search_query(text)
        if query is None:
            return self if not text.strip() else self.none()
        matches = self.filter(found_by=query)
        # Counted up to a bound: asked for one row alone, PostgreSQL reads the whole register instead of the index.
        if matches.order_by()[:MOST_COUNTED].count():
            return matches
        return self.filter(*(Q(name__icontains=word) for word in text.split()[:MOST_WORDS]))

    def open_to_enrol(self) -> SchoolQuerySet:
        """Schools that are open, or about to close."""
        return self.filter(status__startswith="Open")


class ParticipationQuerySet(ScopedQuerySet):
    """Reading participations."""

    def active(self) -> ParticipationQuerySet:
        """Those taking part now."""
        return self.filter(state=ParticipationState.ACTIVE)

    def in_year(self, start: int) -> ParticipationQuerySet:
        """Those of the academic year that starts in `start`."""
        return self.filter(project__academic_year=start)


class HubQuerySet(models.QuerySet):
    """Reading hubs."""

    def visible_to(self, user: Any) -> HubQuerySet:
        """The hubs a person works for, and those of the schools that they have to do with; all for administrators."""
        if user.is_active and user.is_superuser:
            return self.all()
        reached = schools_of(user, SCHOOL_MEMBERS | {Role.SPECIALIST})
        hubs = self.model._base_manager
        worked_for = hubs.filter(current(today(), "staff__"), staff__user=user.pk)
        return self.filter(Q(pk__in=worked_for.values("pk")) | Q(pk__in=hubs.filter(schools__in=reached).values("pk")))


class PublicQuerySet(models.QuerySet):
    """Rows that anyone may read: they hold nothing about a school or a person."""

    def visible_to(self, user: Any) -> PublicQuerySet:
        """All."""
        return self.all()


class AdministratorsQuerySet(models.QuerySet):
    """Rows of the programme administrators alone."""

    def visible_to(self, user: Any) -> AdministratorsQuerySet:
        """All for programme administrators, none for others."""
        return self.all() if user.is_active and user.is_superuser else self.none()


class ProjectQuerySet(PublicQuerySet):
    """Reading projects."""

    def for_choice(self, this_year: int) -> ProjectQuerySet:
        """This year's Sustaining first, then this year's others, then by year, newest first."""
        rank = Case(
            When(academic_year=this_year, stage=Stage.SUSTAINING, then=0),
            When(academic_year=this_year, then=1),
            default=2,
        )
        return self.order_by(rank, "-academic_year", "code")
