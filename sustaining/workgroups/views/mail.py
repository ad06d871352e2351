"""Scheduled and sent emails of a meeting; a hub's reminder schedule and wording."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.outbox.reminders import render_occasion

from .. import actions, selectors
from .. import wording as hub_wording_pages
from ..forms.hubs import ScheduleForm, WordingForm
from ..models import Meeting
from ..schedules import get_schedule

DONE = {
    "held": "Emails paused. They won’t be sent until you release them.",
    "dropped": "These emails won’t be sent.",
    "released": "Emails released. They’ll be sent when they are due.",
    "send": "The emails are being sent.",
}


@login_required
@require_safe
def mail(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show every email about a meeting: to come, stopped, sent."""
    meeting = get_visible_or_404(Meeting, request.viewer, pk=pk)
    require(request.viewer, "workgroups.steer_reminders", meeting)
    return render(
        request, "workgroups/mail.html", {"meeting": meeting, **selectors.mail_context(meeting, timezone.now())}
    )


@login_required
@require_POST
def steer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Hold, drop, release or send the ticked emails."""
    meeting = get_visible_or_404(Meeting, request.viewer, pk=pk)
    require(request.viewer, "workgroups.steer_reminders", meeting)
    action, keys = request.POST.get("what", ""), request.POST.getlist("key")[:500]
    if action == "send":
        perform(request, actions.send_reminders, meeting, keys=keys, done=DONE[action])
    elif action in DONE:
        perform(request, actions.hold_reminders, meeting, keys=keys, what=action, done=DONE[action])
    return redirect("workgroups:mail", meeting.pk)


@login_required
@require_safe
def preview(request: ViewerRequest, pk: int, key: str) -> HttpResponse:
    """Show a scheduled email as it will read, without the links that act for its recipient."""
    meeting = get_visible_or_404(Meeting, request.viewer, pk=pk)
    require(request.viewer, "workgroups.steer_reminders", meeting)
    email, occasion = selectors.email_to_preview(meeting, key, timezone.now())
    data = {"meeting": meeting, "email": email, "rendered": hub_wording_pages.without_links(render_occasion(occasion))}
    return render(request, "workgroups/preview.html", data)


@login_required
def rules(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show and save a hub's reminder schedule, and list the emails that it may word itself."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "workgroups.set_schedule", hub)
    form = ScheduleForm(request.POST or None, initial=ScheduleForm.opened(get_schedule(hub)))
    if request.method == "POST":
        done = "Reminder settings saved. They apply to emails not yet sent."
        if perform_form(request, form, actions.set_schedule, hub, done=done):
            return redirect("workgroups:rules", hub.pk)
    return render(
        request, "workgroups/rules.html", {"form": form, "hub": hub, "areas": hub_wording_pages.wording_list(hub)}
    )


@login_required
def wording(request: ViewerRequest, pk: int, template: str) -> HttpResponse:
    """Edit, preview and save a hub's wording of one kind of email."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "workgroups.set_wording", hub)
    kind = hub_wording_pages.get_kind_or_404(template)
    form = WordingForm(
        request.POST or None,
        user=request.user,
        hub=hub,
        kind=kind,
        initial=hub_wording_pages.initial_wording(hub, kind),
    )
    preview_email = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview_email = hub_wording_pages.preview_wording(form, request.user, timezone.now())
        elif perform_form(request, form, actions.set_wording, hub, done="Template saved. New emails will use it."):
            return redirect("workgroups:rules", hub.pk)
    elif request.method != "POST":
        preview_email = hub_wording_pages.preview_wording(form, request.user, timezone.now())
    data = {"form": form, "hub": hub, "preview": preview_email, **hub_wording_pages.wording_context(hub, kind)}
    return render(request, "workgroups/wording.html", data)


@login_required
@require_POST
def reset(request: ViewerRequest, pk: int, template: str) -> HttpResponse:
    """Go back to the default wording."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "workgroups.set_wording", hub)
    perform(request, actions.reset_wording, hub, template=template, done="Default text restored.")
    return redirect("workgroups:rules", hub.pk)
