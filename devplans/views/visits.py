"""Pages of visits to a Specialist's own school."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sustaining.common.forms import ReasonForm
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require

from ..actions import visits as actions
from ..forms.planning import PlaceForm, VisitForm
from ..models import Visit
from ..selectors import planning as selectors


@login_required
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Visits that are offered."""
    data = {"visits": selectors.visits_for(request.user, timezone.now()), "own": selectors.own_record(request.user)}
    return render(request, "devplans/session_visits.html", data)


@login_required
def offer(request: HttpRequest) -> HttpResponse:
    """Offer places on a visit to one's own school."""
    record = selectors.own_record(request.user)
    require(request.user, "devplans.offer_visit", record)
    form = VisitForm(request.POST or None)
    if request.method == "POST":
        visit = perform_form(request, form, actions.offer_visit, record, done="The visit is offered to your schools.")
        if visit:
            return redirect(visit)
    return render(request, "devplans/session_visit_offer.html", {"form": form, "record": record})


def _visit_page(request: HttpRequest, found: Visit, form: Any = None) -> HttpResponse:
    data = selectors.of_visit(found, request.user, timezone.now())
    choices = data.pop("choices")
    form = form or (PlaceForm(choices=choices) if data["open"] and choices else None)
    return render(request, "devplans/session_visit.html", {"visit": found, "form": form, **data})


@login_required
@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: what there is to see, and who comes."""
    return _visit_page(request, get_visible_or_404(Visit, request.user, pk=pk))


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take places for a school."""
    found = get_visible_or_404(Visit, request.user, pk=pk)
    form = PlaceForm(request.POST, choices=selectors.bringable(found, request.user))
    if not form.is_valid():
        return _visit_page(request, found, form)
    planned = perform_form(
        request, form, _for(found), form.cleaned_data["participation"], done="Your places are taken."
    )
    return redirect(planned) if planned else _visit_page(request, found, form)


def _for(found: Visit) -> Any:
    """The action, for this visit."""

    def take_places(participation: Any, **more: Any) -> Any:
        return actions.take_place(participation, visit=found, **more)

    return take_places


@login_required
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Call the visit off."""
    found = get_visible_or_404(Visit, request.user, pk=pk)
    require(request.user, "devplans.cancel_visit", found)
    form = ReasonForm(request.POST or None)
    done = "The visit is called off. The schools and your own are told."
    if request.method == "POST" and perform_form(request, form, actions.cancel_visit, found, done=done):
        return redirect(found)
    data = {
        "form": form,
        "back": found.get_absolute_url(),
        "about": found,
        "title": "Call the visit off",
        "words": "Every school that was to come is told at once, with your reason, and so is your own school.",
        "act": "Call it off",
        "danger": True,
    }
    return render(request, "devplans/session_form.html", data)
