"""Concerns: the list of a hub, the page of one, and the pages that raise, review, close and reopen it."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schools.models import School
from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.pages import closed_form, get_visible_or_404, perform_form
from sustaining.common.permissions import require

from . import actions, selectors
from .forms import CloseConcernForm, ConcernForm, ReopenConcernForm
from .models import CONCERN_MOVES, Concern
from .page_actions import CONCERN_BUTTONS
from .people import chooses_sharing, keeping_hub

LINES = 50


@login_required
@require_safe
def concerns(request: ViewerRequest) -> HttpResponse:
    """List the open concerns by their review day, or the closed ones."""
    require(request.viewer, "casework.read_all")
    closed = request.GET.get("show") == "closed"
    rows = selectors.hub_concerns(request.viewer, closed=closed)
    page = Paginator(rows, LINES).get_page(request.GET.get("page"))
    data = {"page": page, "closed": closed, "query": "show=closed&" if closed else ""}
    return render(request, "casework/concerns.html", data)


@login_required
@require_safe
def concern(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a concern with its history."""
    shown = get_visible_or_404(Concern, request.viewer, pk=pk)
    data = {
        "concern": shown,
        "school": shown.school,
        "history": selectors.concern_history(shown),
        "buttons": CONCERN_BUTTONS.open_to(shown, request.viewer),
    }
    return render(request, "casework/concern.html", data)


@login_required
def add(request: ViewerRequest, urn: int) -> HttpResponse:
    """Raise a concern about a school."""
    shown = get_visible_or_404(School, request.viewer, urn=urn)
    require(request.viewer, "casework.raise_concern", shown)
    shares = chooses_sharing(request.user, keeping_hub(shown, request.user, today()))
    form = ConcernForm(request.POST if request.method == "POST" else None, chooses_sharing=shares)
    if request.method == "POST":
        raised = perform_form(request, form, actions.raise_concern, shown, done="Concern raised.")
        if raised:
            return redirect(raised)
    return render(request, "casework/concern_form.html", {"school": shown, "form": form, "concern": None})


@login_required
def review(request: ViewerRequest, pk: int) -> HttpResponse:
    """Review a concern: what is agreed now, and when it is reviewed next."""
    shown = get_visible_or_404(Concern, request.viewer, pk=pk)
    require(request.viewer, "casework.review_concern", shown)
    closed = "This concern is closed. Reopen it to change it."
    if answer := closed_form(request, shown, shown.is_open, closed):
        return answer
    data, shares = (request.POST if request.method == "POST" else None), chooses_sharing(request.user, shown.hub)
    form = ConcernForm(data, chooses_sharing=shares, concern=shown)
    if request.method == "POST" and perform_form(request, form, actions.review_concern, shown, done="Concern saved."):
        return redirect(shown)
    return render(request, "casework/concern_form.html", {"school": shown.school, "form": form, "concern": shown})


def _move(
    request: ViewerRequest, pk: int, act: Callable, move: str, form_class: type[forms.Form], done: str
) -> HttpResponse:
    shown = get_visible_or_404(Concern, request.viewer, pk=pk)
    require(request.viewer, act.permission, shown)  # type: ignore[attr-defined]
    is_possible = move in CONCERN_MOVES.open_to(shown)
    if answer := closed_form(request, shown, is_possible, CONCERN_MOVES.refusal(shown)):
        return answer
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and perform_form(request, form, act, shown, done=done):
        return redirect(shown)
    return render(request, "casework/move_concern.html", {"concern": shown, "form": form, "move": move})


@login_required
def close(request: ViewerRequest, pk: int) -> HttpResponse:
    """Close a concern with its outcome."""
    return _move(request, pk, actions.close_concern, "close", CloseConcernForm, "Concern closed.")


@login_required
def reopen(request: ViewerRequest, pk: int) -> HttpResponse:
    """Reopen a closed concern, with a reason and a new review day."""
    return _move(request, pk, actions.reopen_concern, "reopen", ReopenConcernForm, "Concern reopened.")
