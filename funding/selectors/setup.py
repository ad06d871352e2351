"""What the set-up page shows."""

from __future__ import annotations

from typing import Any

from schools.models import Hub, Project

from ..columns import columns_of
from ..models import Budget, ClaimWindow, MoneySetup
from ..words import CONDITIONS
from .checking import year_options

__all__ = ["columns_of", "year_options"]


def projects_with_grants() -> Any:
    """Projects that give a grant, newest first."""
    return Project.objects.filter(release_grant__gt=0).order_by("-academic_year", "code")


def conditions_of(hub: Hub) -> str:
    """Return what the hub's schools accept with a claim: the hub's own conditions, else the usual ones."""
    setup = MoneySetup.objects.filter(hub=hub).first()
    return setup.conditions if setup else CONDITIONS


def of_setup(hub: Hub) -> dict[str, Any]:
    """Return what is set: the hub's claim windows and budgets."""
    return {
        "windows": ClaimWindow.objects.filter(hub=hub).select_related("project"),
        "budgets": Budget.objects.filter(hub=hub).select_related("set_by"),
    }
