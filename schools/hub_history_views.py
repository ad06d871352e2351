"""Pages of a hub's own history: its names, lead schools and local authorities by date, and what changes them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import may, require

from .actions import change_hub_name, correct_hub_name, move_authority
from .hub_history import authority_spans, name_spans
from .hub_history_forms import HubNameForm, MoveAuthorityForm
from .lead_schools import lead_school_spans
from .models import Hub, HubAuthority
from .viewer import ViewerRequest


@login_required
@require_safe
def hub_history(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show what the hub was called, who led it and which local authorities it served, by date."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "schools.read_hub_history", hub)
    data = {
        "hub": hub,
        "names": name_spans(hub),
        "lead_schools": lead_school_spans(hub),
        "authorities": authority_spans(hub),
        "changes": may(request.viewer, "schools.change_hub_name", hub),
        "edits": may(request.viewer, "schools.edit_hub_settings", hub),
    }
    return render(request, "schools/hub_history.html", data)


@login_required
def hub_name(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let a hub have another name from a day, or correct the present one."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "schools.change_hub_name", hub)
    form = HubNameForm(request.POST if request.method == "POST" else None, hub=hub)
    if request.method == "POST" and form.is_valid():
        act = correct_hub_name if form.corrects else change_hub_name
        if perform_form(request, form, act, hub, done="Name saved."):
            return redirect("schools:hub-history", hub.pk)
    return render(request, "schools/hub_name.html", {"hub": hub, "form": form, "spans": name_spans(hub)})


@login_required
def authority(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let another hub serve a local authority from a day."""
    served = get_visible_or_404(HubAuthority, request.viewer, pk=pk)
    require(request.viewer, "schools.move_authority", served)
    hub = served.hub
    sent = request.POST if request.method == "POST" else None
    form = MoveAuthorityForm(sent, user=request.user, authority=served)
    if sent is not None and perform_form(request, form, move_authority, served, done=f"{served} moved."):
        return redirect("schools:hub-history", hub.pk)
    return render(request, "schools/move_authority.html", {"authority": served, "hub": hub, "form": form})
