"""Bring an existing plan in: paste or upload it, check its parts, add them, and undo that."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from schools.viewer import ViewerRequest
from sustaining.common.errors import DomainError
from sustaining.common.files import checking_page
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from ..actions import imports as actions
from ..forms.imports import BringInForm, PartsForm
from ..models import PlanImport
from ..selectors import imports as selectors
from .plans import plan_or_404

AGREED = "This plan has been agreed. Select Revise plan first, then bring in your plan."


@login_required
def bring_in(request: ViewerRequest, urn: int) -> HttpResponse:
    """Paste a plan or upload it from Word; nothing is added before its parts were checked."""
    plan = plan_or_404(request, urn)
    require(request.viewer, "devplans.edit_plan", plan)
    if closed := closed_form(request, plan, plan.is_open, AGREED):
        return closed
    form = BringInForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        read = actions.read_document if form.cleaned_data.get("file") else actions.read_pasted
        if imported := perform_form(request, form, read, plan):
            return redirect(imported)
    return render(request, "devplans/bring_in.html", {"form": form, "plan": plan, "school": plan.school})


@login_required
def check_import(request: ViewerRequest, urn: int, pk: int) -> HttpResponse:
    """Show each part with what it seems to be, for the person to correct, and add them to the plan."""
    imported = get_visible_or_404(PlanImport, request.viewer, pk=pk, plan__school__urn=urn)
    plan = imported.plan
    require(request.viewer, "devplans.edit_plan", plan)
    again = reverse("devplans:bring-in", args=[urn])
    if imported.saved_at:
        messages.info(request, "These parts are in the plan already.")
        return redirect(plan)
    if imported.is_waiting or imported.is_refused:
        return checking_page(request, imported, again=again)
    if closed := closed_form(request, plan, plan.is_open, AGREED):
        return closed
    try:
        parts = selectors.parts_to_check(imported, timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(again)
    now = selectors.plan_now(plan)
    form = PartsForm(request.POST or None, parts=parts, plan=now)
    if request.method == "POST" and (saved := perform_form(request, form, actions.bring_in, imported)):
        messages.success(request, selectors.after_saving(saved))
        return redirect(plan)
    data = {"form": form, "imported": imported, "plan": plan, "school": plan.school, "now": now, "again": again}
    return render(request, "devplans/check_import.html", {**data, "counts": selectors.count_kinds(parts)})


@login_required
@require_POST
def undo_import(request: ViewerRequest, urn: int, pk: int) -> HttpResponse:
    """Take what was brought in off the plan again."""
    plan = plan_or_404(request, urn)
    imported = selectors.saved_import(plan, pk)
    if imported is None:
        raise Http404("Nothing was brought in under this number.")
    restored = " You can restore aims one by one below." if imported.aims else ""
    done = f"{imported.summary} removed from the plan.{restored}"
    perform(request, actions.undo_import, plan, imported=imported, done=done)
    return redirect(plan)
