"""What the funding set-up page shows."""

from __future__ import annotations

from typing import Any

from schools.models import Hub, Project

from ..columns import get_columns
from ..default_conditions import CONDITIONS
from ..models import Budget, ClaimWindow, MoneySetup
from .audit_samples import year_options

__all__ = ["get_columns", "year_options"]


def projects_with_grants() -> Any:
    """Return projects that give a grant, newest first."""
    return Project.objects.filter(release_grant__gt=0).order_by("-academic_year", "code")


def hub_conditions(hub: Hub) -> str:
    """Return the hub's own grant conditions, else the default ones."""
    setup = MoneySetup.objects.filter(hub=hub).first()
    return setup.conditions if setup else CONDITIONS


def setup_context(hub: Hub) -> dict[str, Any]:
    """Return the hub's claim windows and budgets."""
    return {
        "windows": ClaimWindow.objects.filter(hub=hub).select_related("project"),
        "budgets": Budget.objects.filter(hub=hub).select_related("set_by"),
    }
