"""What goes out about a meeting, and what went; a hub's schedule and words."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.models import Hub
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.outbox.reminders import render_occasion

from .. import actions, selectors
from .. import wording as hub_wording_pages
from ..forms.hubs import ScheduleForm, WordingForm
from ..models import Meeting
from ..schedules import schedule_of

DONE = {
    "held": "Held back: they go only once you release them.",
    "dropped": "Taken out: they will not go.",
    "released": "Released: they go when they are due.",
    "send": "They are being sent.",
}


@login_required
@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Every mail about a meeting: to come, stopped, gone."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.steer_reminders", found)
    return render(request, "workgroups/mail.html", {"meeting": found, **selectors.mail_context(found, timezone.now())})


@login_required
@require_POST
def steer(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold back, drop, release or send now what is ticked."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.steer_reminders", found)
    what, keys = request.POST.get("what", ""), request.POST.getlist("key")[:500]
    if what == "send":
        perform(request, actions.send_reminders, found, keys=keys, done=DONE[what])
    elif what in DONE:
        perform(request, actions.hold_reminders, found, keys=keys, what=what, done=DONE[what])
    return redirect("workgroups:mail", found.pk)


@login_required
@require_safe
def preview(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Return a mail to come, as it will be said."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.steer_reminders", found)
    line, occasion = selectors.email_to_preview(found, key, timezone.now())
    data = {"meeting": found, "line": line, "said": hub_wording_pages.without_links(render_occasion(occasion))}
    return render(request, "workgroups/preview.html", data)


@login_required
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """When a hub's meetings are reminded of; and its words, mail by mail."""
    hub = get_visible_or_404(Hub, request.user, pk=pk)
    require(request.user, "workgroups.set_schedule", hub)
    form = ScheduleForm(request.POST or None, initial=ScheduleForm.opened(schedule_of(hub)))
    if request.method == "POST":
        done = "Saved. What is still to go out follows from it at once."
        if perform_form(request, form, actions.set_schedule, hub, done=done):
            return redirect("workgroups:rules", hub.pk)
    return render(request, "workgroups/rules.html", {"form": form, "hub": hub, "areas": hub_wording_pages.wording_list(hub)})


@login_required
def wording(request: HttpRequest, pk: int, template: str) -> HttpResponse:
    """Return the words of one mail: edited, looked at with a real meeting, saved, or given back to the default."""
    hub = get_visible_or_404(Hub, request.user, pk=pk)
    require(request.user, "workgroups.write_words", hub)
    kind = hub_wording_pages.get_kind_or_404(template)
    form = WordingForm(
        request.POST or None, user=request.user, hub=hub, kind=kind, initial=hub_wording_pages.initial_wording(hub, kind)
    )
    shown = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            shown = hub_wording_pages.preview_wording(form, request.user, timezone.now())
        elif perform_form(request, form, actions.write_words, hub, done="Saved. E-mails from now on say this."):
            return redirect("workgroups:rules", hub.pk)
    elif request.method != "POST":
        shown = hub_wording_pages.preview_wording(form, request.user, timezone.now())
    data = {"form": form, "hub": hub, "shown": shown, **hub_wording_pages.wording_context(hub, kind)}
    return render(request, "workgroups/wording.html", data)


@login_required
@require_POST
def reset(request: HttpRequest, pk: int, template: str) -> HttpResponse:
    """Go back to the default words."""
    hub = get_visible_or_404(Hub, request.user, pk=pk)
    require(request.user, "workgroups.write_words", hub)
    perform(request, actions.reset_wording, hub, template=template, done="Back to the default words.")
    return redirect("workgroups:rules", hub.pk)
