"""Who reads checklists, and how schools stand with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from schools.models import HubStaff
from schools.roles import Role
from schools.scope import ScopedQuerySet
from sustaining.common.clock import today

from .checklist_choices import ChecklistState, StepDoer

if TYPE_CHECKING:
    from sustaining.common.people import Reader


class ChecklistQuerySet(models.QuerySet):
    """Queries on checklists."""

    path = ""

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the checklists of the hubs for which `user` works on a day, as their auditor too, and the default.

        All for programme administrators. People at schools and Specialists read the steps of their schools' years instead.
        """
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        hubs = HubStaff.get_hubs(user, on=on or today())
        return self.filter(Q(**{f"{self.path}hub__in": hubs}) | Q(**{f"{self.path}hub__isnull": True}))

    def in_use(self, year: int) -> Self:
        """Return the checklists that schools see in an academic year."""
        return self.filter(state=ChecklistState.IN_USE, academic_year=year, hub__isnull=False)

    def default(self) -> Self:
        """Return the programme's default."""
        return self.filter(hub__isnull=True)


class ChecklistStepQuerySet(ChecklistQuerySet):
    """Queries on steps."""

    path = "checklist__"

    def kept(self) -> Self:
        """Return the steps that nobody has removed."""
        return self.filter(removed_at__isnull=True)

    def asked_in(self, year: int, hubs: Any) -> Self:
        """Return the steps that some hubs ask of their schools in an academic year, in their order."""
        steps = self.kept().filter(
            checklist__state=ChecklistState.IN_USE, checklist__academic_year=year, checklist__hub__in=hubs
        )
        return steps.select_related("checklist").order_by("checklist", "position")


class StepMarkQuerySet(ScopedQuerySet):
    """Queries on ticks, and on their files. A finance contact reads those of a finance contact's own steps alone."""

    @property
    def _step(self) -> str:
        return "step" if self.path == "participation" else "mark__step"

    def _reached(self, user: Reader, roles: Iterable[Role], on: date | None, extent: str) -> Self:
        rows = super()._reached(user, roles, on, extent)
        if user.is_superuser or not user.is_active or not user.is_authenticated:
            return rows
        own = super()._reached(user, frozenset({Role.FINANCE}), on, extent)
        return rows | own.filter(**{f"{self._step}__doer": StepDoer.FINANCE})

    def live(self) -> Self:
        """Return the ticks that nobody has undone."""
        return self.filter(undone_at__isnull=True)
