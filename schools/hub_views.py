"""The page on which a hub lead changes the hub's settings."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from sustaining.accounts.reauthentication import require_recent_authentication
from sustaining.accounts.requests import SignedInRequest
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require

from .actions import edit_hub_settings
from .forms import HubSettingsForm
from .models import Hub


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
