"""Pages for a person who leaves a hub: set the last day with a successor, or undo it before the day."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from .actions import leave_hub, stay_at_hub
from .actions.hub_staff import is_last_lead, staff_to_email
from .choices import HubRole
from .handover import open_work
from .hub_staff_forms import LeaveHubForms
from .models import HubStaff
from .selectors import hub_staff
from .viewer import ViewerRequest


@login_required
def leave(request: ViewerRequest, pk: int) -> HttpResponse:
    """Set the last day of somebody at a hub: show what follows, and ask who takes over."""
    post = get_visible_or_404(HubStaff, request.viewer, pk=pk)
    require(request.viewer, "schools.end_hub_post", post)
    if request.method == "GET" and post.ends_on:
        messages.warning(request, f"{post.user} already has a leaving date. Undo it first to choose another.")
        return redirect("schools:hub-settings", post.hub_id)
    now, staff = timezone.now(), hub_staff(post.hub, request.user)
    others = [other for other in staff if other.user_id != post.user_id and other.ends_on is None]
    work, is_only_lead = open_work(post, now), is_last_lead(post, today())
    forms = LeaveHubForms(
        request.POST if request.method == "POST" else None, others=others, needs_successor=is_only_lead or bool(work)
    )
    done = f"{post.user} leaves."
    if request.method == "POST" and perform_form(request, forms, leave_hub, post, done=done, says_none=True):
        return redirect("schools:hub-settings", post.hub_id)
    data = {
        "post": post, "hub": post.hub, "forms": forms, "work": work, "people": staff_to_email(post, now),
        "is_only_lead": is_only_lead,
        "remaining": len({other.user_id for other in others if other.role != HubRole.AUDITOR}),
    }  # fmt: skip
    return render(request, "schools/leave_hub.html", data)


@login_required
@require_POST
def stay(request: ViewerRequest, pk: int) -> HttpResponse:
    """Undo a leaving before its day."""
    post = get_visible_or_404(HubStaff, request.viewer, pk=pk)
    perform(request, stay_at_hub, post, done=f"{post.user} stays.", says_none=True)
    return redirect("schools:hub-settings", post.hub_id)
