"""Pages on which a hub adds a Specialist, corrects their record, and ends their work for it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from .actions import add_specialist, edit_specialist, stop_for_hub
from .adding_forms import EditSpecialistForm, NewSpecialistForm
from .models import Specialist


@login_required
def add(request: ViewerRequest, hub: int) -> HttpResponse:
    """Add a Specialist to the hub, with their own school and their usual days."""
    hub_row = get_visible_or_404(Hub, request.viewer, pk=hub)
    require(request.viewer, "specialists.add_specialist", hub_row)
    form = NewSpecialistForm(request.POST if request.method == "POST" else None, user=request.user)

    def done(specialist: object) -> str:
        return f"{specialist} added."

    if request.method == "POST" and (specialist := perform_form(request, form, add_specialist, hub_row, done=done)):
        return redirect("specialists:specialist", specialist.pk)
    return render(request, "specialists/add.html", {"hub": hub_row, "form": form})


@login_required
def edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change the own school, usual days and accreditation of a Specialist."""
    specialist = get_visible_or_404(Specialist, request.viewer, pk=pk)
    require(request.viewer, "specialists.edit_specialist", specialist)
    data = request.POST if request.method == "POST" else None
    form = EditSpecialistForm(data, user=request.user, specialist=specialist)
    done = f"{specialist}’s details saved."
    if request.method == "POST" and perform_form(request, form, edit_specialist, specialist, done=done):
        return redirect("specialists:specialist", specialist.pk)
    hubs = Hub.objects.visible_to(request.user).filter(specialist_links__specialist=specialist).order_by("sort_name")
    context = {"specialist": specialist, "form": form, "hubs": hubs, "is_of_several": specialist.hub_links.count() > 1}
    return render(request, "specialists/edit.html", context)


@login_required
@require_POST
def stop(request: ViewerRequest, pk: int, hub: int) -> HttpResponse:
    """End a Specialist's work for one of their hubs."""
    specialist = get_visible_or_404(Specialist, request.viewer, pk=pk)
    require(request.viewer, "specialists.edit_specialist", specialist)
    row = get_visible_or_404(Hub, request.viewer, pk=hub)
    done = f"{specialist} no longer works for {row}."
    if perform(request, stop_for_hub, specialist, hub=row, done=done):
        return redirect("specialists:list")
    return redirect("specialists:edit", specialist.pk)
