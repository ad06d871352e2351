"""The page on which a hub adds a Specialist."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from schools.models import Hub
from sustaining.accounts.requests import SignedInRequest
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require

from .actions import add_specialist
from .adding_forms import NewSpecialistForm


@login_required
def add(request: SignedInRequest, hub: int) -> HttpResponse:
    """Add a Specialist to the hub, with their own school and their usual days."""
    hub_row = get_visible_or_404(Hub, request.user, pk=hub)
    require(request.user, "specialists.add_specialist", hub_row)
    form = NewSpecialistForm(request.POST if request.method == "POST" else None, user=request.user)

    def done(specialist: object) -> str:
        return f"{specialist} added. We’ve invited them by email if they don’t have an account yet."

    if request.method == "POST" and (specialist := perform_form(request, form, add_specialist, hub_row, done=done)):
        return redirect("specialists:specialist", specialist.pk)
    return render(request, "specialists/add.html", {"hub": hub_row, "form": form})
