"""Views of a hub's funding set-up: conditions, claim window, budget, columns of the finance file."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.accounts.reauthentication import require_recent_authentication
from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require
from sustaining.common.years import AcademicYear

from .. import actions
from ..columns import chosen_columns, column_problem
from ..forms.payees import CodesForm, ColumnSetForm
from ..forms.runs import BudgetForm, ColumnsForm, ConditionsForm, WindowForm
from ..selectors import setup as selectors


@login_required
def setup(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show the set-up page; each form on it is saved by itself."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "funding.set_up_money", hub)
    require_recent_authentication(request)
    return _page(request, hub, {})


def _page(request: ViewerRequest, hub: Hub, bound: dict[str, Any]) -> HttpResponse:
    """Return the page with its forms; a refused form keeps its input."""
    year = AcademicYear.of(today()).start
    saved = selectors.get_setup(hub.pk)
    columns = chosen_columns(saved)
    forms = {
        "conditions": ConditionsForm(initial={"conditions": saved.conditions}),
        "window": WindowForm(projects=selectors.projects_with_grants(), prefix="window"),
        "budget": BudgetForm(years=selectors.year_options(), initial={"academic_year": year}, prefix="budget"),
        "columns": ColumnsForm(columns=columns, prefix="columns"),
        "codes": CodesForm(initial=model_to_dict(saved, CodesForm.base_fields), prefix="codes"),
        "column_set": ColumnSetForm(prefix="set"),
    }
    return render(
        request,
        "funding/setup.html",
        {"hub": hub, "file_problem": column_problem(columns), **selectors.setup_context(hub), **forms, **bound},
    )


def _save(request: ViewerRequest, pk: int, name: str, form: Any, act: Any, done: str) -> HttpResponse:
    return save_part(request, pk, name, form, act, done, page=_page, address="funding:setup")


def save_part(
    request: ViewerRequest, pk: int, name: str, form: Any, act: Any, done: str, *, page: Any, address: str
) -> HttpResponse:
    """Save one form of a page of settings of a hub, and go back to its `address`; a refused one keeps its input.

    `form` takes the hub. `page` draws the page with the forms that it is given by name.
    """
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, act.permission, hub)
    require_recent_authentication(request)
    filled = form(hub)
    if perform_form(request, filled, act, hub, done=done):
        return redirect(address, hub.pk)
    return page(request, hub, {name: filled})


@login_required
@require_POST
def conditions(request: ViewerRequest, pk: int) -> HttpResponse:
    """Save the conditions for future acceptances."""
    done = "Conditions saved. Schools accept these from now on; earlier acceptances are unchanged."
    return _save(request, pk, "conditions", lambda hub: ConditionsForm(request.POST), actions.set_conditions, done)


@login_required
@require_POST
def window(request: ViewerRequest, pk: int) -> HttpResponse:
    """Save the first and last day for claims on a project."""

    def form(hub: Hub) -> WindowForm:
        return WindowForm(request.POST, projects=selectors.projects_with_grants(), prefix="window")

    return _save(
        request, pk, "window", form, actions.set_window, "Claim window saved. We’ll remind schools before it closes."
    )


@login_required
@require_POST
def budget(request: ViewerRequest, pk: int) -> HttpResponse:
    """Save the hub's budget for a year."""

    def form(hub: Hub) -> BudgetForm:
        return BudgetForm(request.POST, years=selectors.year_options(), prefix="budget")

    return _save(request, pk, "budget", form, actions.set_budget, "Budget saved.")


@login_required
@require_POST
def columns(request: ViewerRequest, pk: int) -> HttpResponse:
    """Save the columns of the finance file."""

    def form(hub: Hub) -> ColumnsForm:
        return ColumnsForm(request.POST, columns=selectors.get_columns(hub), prefix="columns")

    return _save(request, pk, "columns", form, actions.set_columns, "Columns saved. The next run’s file has them.")


@login_required
@require_POST
def codes(request: ViewerRequest, pk: int) -> HttpResponse:
    """Save the hub's codes in its finance system."""
    done = "Codes saved. The next run’s file has them."
    return _save(request, pk, "codes", lambda hub: CodesForm(request.POST, prefix="codes"), actions.set_codes, done)


@login_required
@require_POST
def column_set(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take over the ready-made columns of a finance system."""
    done = "Columns replaced. Check their positions, headings and texts below, and change what your system names differently."
    form = ColumnSetForm(request.POST, prefix="set")
    return _save(request, pk, "column_set", lambda hub: form, actions.set_columns, done)
