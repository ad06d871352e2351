"""What the funding set-up page shows."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from schools.models import Hub, Project

from ..columns import get_columns, get_setup
from ..models import ClaimWindow
from .audit_samples import year_options

__all__ = ["get_columns", "get_setup", "year_options"]


VERSION = ("amount", "reason", "set_by_id", "set_at")
"""What makes a version of a budget: who set which amount, when and why."""


def projects_with_grants() -> Any:
    """Return projects that give a grant, newest first."""
    return Project.objects.filter(release_grant__gt=0).order_by("-academic_year", "code")


def setup_context(hub: Hub) -> dict[str, Any]:
    """Return the hub's claim windows, and every version of its budgets."""
    return {
        "windows": ClaimWindow.objects.filter(hub=hub).select_related("project"),
        "budgets": budget_versions(hub),
    }


def budget_versions(hub: Hub, academic_year: int | None = None, *, history: str = "BudgetEvent") -> list[Any]:
    """Return the versions of a hub's budgets, of one year or of all: the newest of each year first. One query.

    Each has `amount`, `reason`, `set_by` and `set_at`; `is_current` says whether no other replaced it. `history` names the
    model of the budgets' history; what it holds besides, such as sums that the ledger keeps, makes no version.
    """
    events = apps.get_model("funding", history).objects.filter(hub=hub).select_related("set_by")
    if academic_year is not None:
        events = events.filter(academic_year=academic_year)
    versions: list[Any] = []
    for version in events.order_by("-academic_year", "-pgh_id"):
        newer = versions[-1] if versions and versions[-1].academic_year == version.academic_year else None
        if newer and all(getattr(newer, name) == getattr(version, name) for name in VERSION):
            continue
        version.is_current = newer is None
        versions.append(version)
    return versions
