"""Visits to a Specialist's own school."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require

from ..actions import visits as actions
from ..forms.planning import PlaceForm, VisitForm
from ..models import Visit
from ..selectors import planning as selectors


@login_required
@require_safe
def visits(request: ViewerRequest) -> HttpResponse:
    """List the visits on offer."""
    data = {"visits": selectors.visits_for(request.user, timezone.now()), "own": selectors.own_record(request.user)}
    return render(request, "devplans/session_visits.html", data)


@login_required
def offer(request: ViewerRequest) -> HttpResponse:
    """Offer places on a visit to the user's own school."""
    record = selectors.own_record(request.user)
    require(request.viewer, "devplans.offer_visit", record)
    form = VisitForm(request.POST or None)
    if request.method == "POST":
        visit = perform_form(request, form, actions.offer_visit, record, done="Visit offered to your schools.")
        if visit:
            return redirect(visit)
    return render(request, "devplans/session_visit_offer.html", {"form": form, "record": record})


def _visit_page(request: ViewerRequest, visit: Visit, form: Any = None) -> HttpResponse:
    data = selectors.visit_context(visit, request.user, timezone.now())
    choices = data.pop("choices")
    form = form or (PlaceForm(choices=choices) if data["open"] and choices else None)
    return render(request, "devplans/session_visit.html", {"visit": visit, "form": form, **data})


@login_required
@require_safe
def visit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a visit: the focus of the visit, and who is coming."""
    return _visit_page(request, get_visible_or_404(Visit, request.viewer, pk=pk))


@login_required
@require_POST
def take(request: ViewerRequest, pk: int) -> HttpResponse:
    """Book places on a visit for a school."""
    visit = get_visible_or_404(Visit, request.viewer, pk=pk)
    form = PlaceForm(request.POST, choices=selectors.participations_to_bring(visit, request.user))
    if not form.is_valid():
        return _visit_page(request, visit, form)
    planned = perform_form(
        request, form, _take_place_action(visit), form.cleaned_data["participation"], done="Places booked."
    )
    return redirect(planned) if planned else _visit_page(request, visit, form)


def _take_place_action(visit: Visit) -> Any:
    """Return the action that takes places on this visit."""

    def take_places(participation: Any, **more: Any) -> Any:
        return actions.take_place(participation, visit=visit, **more)

    return take_places


@login_required
def call_off(request: ViewerRequest, pk: int) -> HttpResponse:
    """Cancel the visit."""
    visit = get_visible_or_404(Visit, request.viewer, pk=pk)
    require(request.viewer, "devplans.cancel_visit", visit)
    form = ReasonForm(request.POST or None)
    done = "Visit cancelled."
    if request.method == "POST" and perform_form(request, form, actions.cancel_visit, visit, done=done, says_none=True):
        return redirect(visit)
    data = {
        "form": form,
        "back": visit.get_absolute_url(),
        "about": visit,
        "title": "Cancel visit",
        "intro": "We’ll email your reason to everyone who is coming, and to your own school.",
        "act": "Cancel visit",
        "danger": True,
    }
    return render(request, "devplans/session_form.html", data)
