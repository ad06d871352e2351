"""Querysets of proposed years."""

from __future__ import annotations

from decimal import Decimal

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Sum

from schools.choices import ParticipationState
from schools.scope import ScopedQuerySet


class YearProposalQuerySet(ScopedQuerySet):
    """Queries on proposed years."""

    def open(self) -> YearProposalQuerySet:
        """Return those that the school has not answered."""
        return self.filter(participation__state=ParticipationState.PROPOSED)

    def lacking(self) -> YearProposalQuerySet:
        """Return those of schools that take part and still lack what could not be done, unless the hub settled it."""
        year = {"participation": OuterRef("participation"), "ends_on": None}
        is_supported = Exists(apps.get_model("specialists", "Assignment")._base_manager.filter(**year))
        is_member = Exists(apps.get_model("workgroups", "Membership")._base_manager.filter(**year))
        lacks = (Q(specialist__isnull=False) & ~is_supported) | (Q(group__isnull=False) & ~is_member)
        taking_part = self.filter(participation__state=ParticipationState.ACTIVE, settled_at=None)
        return taking_part.exclude(shortfall="").filter(lacks)

    def with_all(self) -> YearProposalQuerySet:
        """Select what pages and emails show of a proposed year."""
        return self.select_related(
            "participation__school__hub", "participation__project", "participation__hub", "specialist__user", "group",
            "answered_by", "proposed_by",
        )  # fmt: skip

    def promised_days(self, year: int) -> dict[int, Decimal]:
        """Return the days that open proposals of a year promise of each Specialist, by key. One query."""
        rows = self.open().filter(participation__project__academic_year=year, specialist__isnull=False).order_by()
        days = rows.values("specialist").annotate(days=Sum("participation__project__support_days"))
        return {row["specialist"]: row["days"] or Decimal(0) for row in days}
