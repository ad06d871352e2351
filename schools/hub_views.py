"""Pages about hubs: a hub's settings, its merge into another hub, and a school's move to another hub."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from sustaining.accounts.reauthentication import require_recent_authentication
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import may, require

from .actions import (
    change_lead_school,
    correct_lead_school,
    edit_hub_contact,
    edit_hub_settings,
    merge_hub,
    move_to_hub,
    undo_hub_merge,
)
from .forms import HubSettingsForm, MergeHubForm, MoveForm
from .hub_merging import merge_in_force, preview_merge, why_not_undone
from .lead_school_forms import HubContactForm, LeadSchoolForm
from .lead_schools import lead_school_spans
from .models import Hub, School
from .moving import preview_move
from .selectors import hub_staff
from .viewer import ViewerRequest


@login_required
def hub_settings(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change what the hub asks of its staff when they sign in."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "schools.edit_hub_settings", hub)
    require_recent_authentication(request)
    form = HubSettingsForm(request.POST or None, initial={"staff_need_second_factor": hub.staff_need_second_factor})
    if request.method == "POST" and perform_form(request, form, edit_hub_settings, hub, done="Settings saved."):
        return redirect("schools:hub-settings", hub.pk)
    data = {"form": form, "hub": hub, "merge": merge_in_force(hub)}
    data["staff"] = hub_staff(hub, request.user)
    data["spans"] = lead_school_spans(hub)
    data["merges_hubs"] = may(request.viewer, "schools.merge_hub", hub)
    return render(request, "schools/hub_settings.html", data)


@login_required
def lead_school(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let another school lead the hub from a day, or correct what is recorded."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "schools.edit_hub_settings", hub)
    form = LeadSchoolForm(request.POST if request.method == "POST" else None, hub=hub)
    if request.method == "POST" and form.is_valid():
        act = correct_lead_school if form.corrects else change_lead_school
        if perform_form(request, form, act, hub, done="Lead school saved."):
            return redirect("schools:hub-settings", hub.pk)
    return render(request, "schools/lead_school.html", {"hub": hub, "form": form, "spans": lead_school_spans(hub)})


@login_required
def contact(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change the hub's contact email and telephone."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "schools.edit_hub_settings", hub)
    data = request.POST if request.method == "POST" else None
    form = HubContactForm(data, initial={"contact_email": hub.contact_email, "telephone": hub.telephone})
    if request.method == "POST" and perform_form(request, form, edit_hub_contact, hub, done="Contact details saved."):
        return redirect("schools:hub-settings", hub.pk)
    return render(request, "schools/hub_contact.html", {"hub": hub, "form": form})


@login_required
def move(request: ViewerRequest, urn: int) -> HttpResponse:
    """Move a school to another hub: choose the hub, see what will follow, and confirm."""
    school = get_visible_or_404(School, request.viewer, urn=urn)
    require(request.viewer, "schools.move_to_hub", school)
    form = MoveForm(request.POST if request.method == "POST" else request.GET or None, user=request.user, school=school)
    done = f"{school} moved."
    if request.method == "POST" and perform_form(request, form, move_to_hub, school, done=done):
        return redirect(school)
    data: dict[str, Any] = {"school": school, "form": form}
    if form.is_valid():
        hub = form.cleaned_data["hub"]
        data |= {"hub": hub, "preview": preview_move(school, hub, timezone.now())}
    return render(request, "schools/move.html", data)


@login_required
def merge(request: ViewerRequest, pk: int) -> HttpResponse:
    """Merge a hub into another one: choose it, see what will follow, and confirm."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "schools.merge_hub", hub)
    if hub.merged_into_id:
        return redirect("schools:undo-hub-merge", hub.pk)
    form = MergeHubForm(request.POST or request.GET or None, user=request.user, hub=hub)
    done = f"{hub} merged."
    if request.method == "POST" and perform_form(request, form, merge_hub, hub, done=done):
        return redirect("schools:hub-settings", hub.pk)
    data: dict[str, Any] = {"hub": hub, "form": form}
    if form.is_valid():
        data |= form.cleaned_data
        data["preview"] = preview_merge(hub, form.cleaned_data["successor"], timezone.now())
    return render(request, "schools/merge_hub.html", data)


@login_required
def undo_merge(request: ViewerRequest, pk: int) -> HttpResponse:
    """Undo a hub's merge, as long as the successor has enrolled none of its schools."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "schools.undo_hub_merge", hub)
    merge_record, form = merge_in_force(hub), ReasonForm(request.POST or None)
    done = f"Merge undone. {hub} has its schools and people back."
    if request.method == "POST" and perform_form(request, form, undo_hub_merge, hub, done=done):
        return redirect("schools:hub-settings", hub.pk)
    refusal = why_not_undone(merge_record) if merge_record else f"{hub} is not part of another hub."
    data = {"hub": hub, "merge": merge_record, "refusal": refusal, "form": form}
    return render(request, "schools/undo_hub_merge.html", data)
