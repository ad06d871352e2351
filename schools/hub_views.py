"""Pages about hubs: a hub's settings, and a school's move to another hub."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from sustaining.accounts.reauthentication import require_recent_authentication
from sustaining.accounts.requests import SignedInRequest
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require

from .actions import edit_hub_settings, move_to_hub
from .forms import HubSettingsForm, MoveForm
from .models import Hub, School
from .moving import preview_move


@login_required
def hub_settings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what the hub asks of its staff when they sign in."""
    hub = get_visible_or_404(Hub, request.user, pk=pk)
    require(request.user, "schools.edit_hub_settings", hub)
    require_recent_authentication(request)
    form = HubSettingsForm(request.POST or None, initial={"staff_need_second_factor": hub.staff_need_second_factor})
    if request.method == "POST" and perform_form(request, form, edit_hub_settings, hub, done="Settings saved."):
        return redirect("schools:hub-settings", hub.pk)
    return render(request, "schools/hub_settings.html", {"form": form, "hub": hub})


@login_required
def move(request: SignedInRequest, urn: int) -> HttpResponse:
    """Move a school to another hub: choose the hub, see what will follow, and confirm."""
    school = get_visible_or_404(School, request.user, urn=urn)
    require(request.user, "schools.move_to_hub", school)
    form = MoveForm(request.POST if request.method == "POST" else request.GET or None, user=request.user, school=school)
    done = f"{school} moved. We’ve emailed the leads of both hubs and the school."
    if request.method == "POST" and perform_form(request, form, move_to_hub, school, done=done):
        return redirect(school)
    data: dict[str, Any] = {"school": school, "form": form}
    if form.is_valid():
        hub = form.cleaned_data["hub"]
        data |= {"hub": hub, "preview": preview_move(school, hub, timezone.now())}
    return render(request, "schools/move.html", data)
