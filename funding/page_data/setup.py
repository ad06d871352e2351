"""What the set-up page shows."""

from __future__ import annotations

from typing import Any

from schools.models import Hub, Project
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear

from ..columns import columns_of
from ..forms.runs import BudgetForm, ColumnsForm, ConditionsForm, WindowForm
from ..models import Budget, ClaimWindow, MoneySetup
from ..words import CONDITIONS
from .checking import year_options

__all__ = ["columns_of", "year_options"]


def projects_with_grants() -> Any:
    """Projects that give a grant, newest first."""
    return Project.objects.filter(release_grant__gt=0).order_by("-academic_year", "code")


def of_setup(hub: Hub, bound: dict[str, Any]) -> dict[str, Any]:
    """The four forms, a refused one as it was sent, and what is set."""
    setup = MoneySetup.objects.filter(hub=hub).first()
    words = setup.conditions if setup else CONDITIONS
    return {
        "conditions": bound.get("conditions") or ConditionsForm(initial={"conditions": words}),
        "window": bound.get("window") or WindowForm(projects=projects_with_grants(), prefix="window"),
        "budget": bound.get("budget")
        or BudgetForm(years=year_options(), initial={"academic_year": AcademicYear.of(today()).start}, prefix="budget"),
        "columns": bound.get("columns") or ColumnsForm(columns=columns_of(hub), prefix="columns"),
        "windows": ClaimWindow.objects.filter(hub=hub).select_related("project"),
        "budgets": Budget.objects.filter(hub=hub).select_related("set_by"),
    }
