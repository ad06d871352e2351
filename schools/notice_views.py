"""Public pages about people's data and about access: what a public body's site has to say."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import may, require

from .actions.notices import publish_notice
from .forms import NoticeForm
from .models import Hub, PrivacyNotice
from .notices import notice_for


def _edit_link(user: Any, hub: Hub | None) -> str:
    return reverse("schools:edit-notice", args=[hub.pk]) if hub and may(user, "schools.publish_notice", hub) else ""


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The programme's notice, and the hubs that have one of their own; one's own hub first."""
    hubs = Hub.objects.visible_to(request.user) if request.user.is_authenticated else Hub.objects.none()
    own = PrivacyNotice.objects.visible_to(request.user).exclude(hub=None).order_by("hub__name").distinct("hub__name")
    data = {"notice": notice_for(None), "others": own.select_related("hub"), "own_hubs": list(hubs)}
    return render(request, "schools/privacy.html", data)


@require_safe
def hub_privacy(request: HttpRequest, pk: int) -> HttpResponse:
    """A hub's notice; `?version=` shows one from before."""
    versions = list(PrivacyNotice.objects.visible_to(request.user).filter(hub=pk).select_related("hub"))
    notice = versions[0] if versions else notice_for(None)
    number = request.GET.get("version", "")
    if number:
        notice = next((version for version in versions if str(version.number) == number), None)
    if notice is None:
        raise Http404("No such notice.")
    edit = _edit_link(request.user, versions[0].hub) if versions else ""
    return render(request, "schools/privacy.html", {"notice": notice, "versions": versions, "edit": edit})


@login_required
def edit_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The hub writes its next version, beginning with the words that hold now."""
    hub = get_visible_or_404(Hub, request.user, pk=pk)
    require(request.user, "schools.publish_notice", hub)
    current = notice_for(hub)
    form = NoticeForm(request.POST or None, initial={"words": current.words if current else ""})
    done = "The notice is published. The versions before stay readable."
    if request.method == "POST" and perform_form(request, form, publish_notice, hub, done=done):
        return redirect("schools:hub-privacy", hub.pk)
    return render(request, "schools/notice_form.html", {"form": form, "hub": hub})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement that the regulations of 2018 ask of public bodies."""
    return render(request, "schools/accessibility.html")
