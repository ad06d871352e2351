"""Views of Specialists' release pay: settings, the months of a hub, and the decision on each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.accounts.reauthentication import require_recent_authentication
from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require
from sustaining.common.reason_pages import ReasonPage, reason_page
from sustaining.common.years import AcademicYear

from ..actions import release_pay as actions
from ..forms.release_pay import (
    ReleaseApproveForm,
    ReleaseBudgetForm,
    ReleaseRateForm,
    ReleaseRejectForm,
    ReleaseSwitchForm,
)
from ..models import RELEASE_MOVES, ReleaseMonth
from ..selectors import release_pay as selectors
from ..selectors.setup import year_options
from .setup import save_part


@login_required
@require_safe
def own(request: ViewerRequest) -> HttpResponse:
    """List the months of release pay that the user sees: a Specialist's own, or those paid to their school."""
    page = Paginator(selectors.own_months(request.user), 50).get_page(request.GET.get("page"))
    return render(request, "funding/release_own.html", {"page": page})


@login_required
@require_safe
def months(request: ViewerRequest, pk: int) -> HttpResponse:
    """List a hub's months: those to decide, and those that were decided."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "funding.read_release", hub)
    data = selectors.months_context(hub, request.user, request.GET.get("page", ""))
    return render(request, "funding/release_months.html", {"hub": hub, **data})


@login_required
@require_safe
def setup(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show the settings for release pay; each form is saved by itself."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "funding.set_release_pay", hub)
    require_recent_authentication(request)
    return _settings(request, hub, {})


def _settings(request: ViewerRequest, hub: Hub, bound: dict[str, Any]) -> HttpResponse:
    saved = selectors.setup_or_default(hub)
    year = AcademicYear.of(today()).start
    forms = {
        "switch": ReleaseSwitchForm(
            initial={"is_on": saved.is_on, "half_day_hours": saved.half_day_hours}, prefix="switch"
        ),
        "rate": ReleaseRateForm(projects=selectors.projects_to_rate(), prefix="rate"),
        "budget": ReleaseBudgetForm(years=year_options(), initial={"academic_year": year}, prefix="budget"),
    }
    data = {"hub": hub, "saved": saved, **selectors.settings_context(hub), **forms, **bound}
    return render(request, "funding/release_setup.html", data)


def _save(request: ViewerRequest, pk: int, name: str, form: Any, act: Any, done: str) -> HttpResponse:
    return save_part(request, pk, name, lambda hub: form, act, done, page=_settings, address="funding:release-setup")


@login_required
@require_POST
def switch(request: ViewerRequest, pk: int) -> HttpResponse:
    """Turn release pay on or off, and save what counts as half a day."""
    form = ReleaseSwitchForm(request.POST, prefix="switch")
    return _save(request, pk, "switch", form, actions.switch_release_pay, "Settings saved.")


@login_required
@require_POST
def rate(request: ViewerRequest, pk: int) -> HttpResponse:
    """Save a rate."""
    form = ReleaseRateForm(request.POST, projects=selectors.projects_to_rate(), prefix="rate")
    return _save(request, pk, "rate", form, actions.set_release_rate, "Rate saved.")


@login_required
@require_POST
def budget(request: ViewerRequest, pk: int) -> HttpResponse:
    """Save the budget for a year."""
    form = ReleaseBudgetForm(request.POST, years=year_options(), prefix="budget")
    return _save(request, pk, "budget", form, actions.set_release_budget, "Budget saved.")


@login_required
def review(request: ViewerRequest, pk: int, specialist: int, year: int, month: int) -> HttpResponse:
    """Show what a hub owes for a Specialist's month, session by session, and approve it."""
    return _decide(request, pk, specialist, year, month, "approve")


@login_required
@require_POST
def reject(request: ViewerRequest, pk: int, specialist: int, year: int, month: int) -> HttpResponse:
    """Reject a Specialist's month, with a reason."""
    return _decide(request, pk, specialist, year, month, "reject")


def _decide(request: ViewerRequest, pk: int, specialist: int, year: int, month: int, verb: str) -> HttpResponse:
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "funding.decide_release", hub)
    if not 1 <= month <= 12:
        raise Http404("No such month.")
    first = date(year, month, 1)
    waiting = selectors.waiting_month(hub, specialist, first)
    if waiting is None:
        messages.warning(request, f"No sessions of {first:%B %Y} are waiting for a decision.")
        return redirect("funding:release-months", hub.pk)
    posted = request.POST if request.method == "POST" else None
    seen = {"seen": waiting.fingerprint}
    approve = ReleaseApproveForm(posted if verb == "approve" else None, month=waiting, initial=seen, auto_id="id_%s")
    reject_form = ReleaseRejectForm(posted if verb == "reject" else None, initial=seen, prefix="reject")
    form, act, done = (
        (approve, actions.approve_release, "Release pay approved. Add it to a payment run.")
        if verb == "approve"
        else (reject_form, actions.reject_release, "Release pay rejected. Nothing is paid for these sessions.")
    )

    def decide(owner: Hub, **data: Any) -> ReleaseMonth:
        return act(owner, specialist=waiting.specialist, month=first, **data)

    if posted is not None:
        made = perform_form(request, form, decide, hub, done=done)
        if made:
            return redirect(made)
    data = {"hub": hub, "month": waiting, "approve": approve, "reject": reject_form}
    return render(request, "funding/release_review.html", data)


@login_required
@require_safe
def month(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a decided month with its sessions, payments and ledger."""
    row = get_visible_or_404(ReleaseMonth, request.viewer, pk=pk)
    return render(request, "funding/release_month.html", {"month": row, **selectors.month_context(row, request.user)})


@login_required
def take_back(request: ViewerRequest, pk: int) -> HttpResponse:
    """Reverse a decision on a month that is in no payment run, with a reason."""
    row = get_visible_or_404(ReleaseMonth, request.viewer, pk=pk)
    page = ReasonPage(
        heading=f"Reverse the decision on {row.reference}?",
        follows=("Its sessions wait for a decision again. What was approved goes back to the budget.",),
        button="Reverse decision",
    )
    done = "Decision reversed. The sessions wait for a decision again."
    return reason_page(request, row, actions.take_back_release, page, move=(RELEASE_MOVES, "take_back"), done=done)
