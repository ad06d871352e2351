"""Public pages about personal data and accessibility, which a public body's site must have."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import may, require

from .accessibility import last_checks
from .actions.notices import publish_notice
from .forms import NoticeForm
from .models import Hub, PrivacyNotice
from .notices import notice_for
from .viewer import ViewerRequest

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def _edit_link(user: User, hub: Hub | None) -> str:
    if not user.is_authenticated or not may(user, "schools.publish_notice", hub):
        return ""
    return reverse("schools:edit-notice", args=[hub.pk]) if hub else reverse("schools:edit-programme-notice")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the programme's notice and list the hubs with their own, the user's hub first."""
    hubs = Hub.objects.visible_to(request.user) if request.user.is_authenticated else Hub.objects.none()
    own = (
        PrivacyNotice.objects.visible_to(request.user)
        .exclude(hub=None)
        .order_by("hub__sort_name", "hub")
        .distinct("hub__sort_name", "hub")
    )
    data = {
        "notice": notice_for(None),
        "others": own.select_related("hub"),
        "own_hubs": list(hubs),
        "edit": _edit_link(cast("User", request.user), None),
        "readers": reverse("privacy:programme-readings"),
    }
    return render(request, "schools/privacy.html", data)


@require_safe
def hub_privacy(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a hub's notice; `?version=` shows an earlier one."""
    versions = list(PrivacyNotice.objects.visible_to(request.user).filter(hub=pk).select_related("hub"))
    notice = versions[0] if versions else notice_for(None)
    number = request.GET.get("version", "")
    if number:
        notice = next((version for version in versions if str(version.number) == number), None)
    if notice is None:
        raise Http404("There is no such notice.")
    hub = Hub.objects.visible_to(request.user).filter(pk=pk).first() if request.user.is_authenticated else None
    edit = _edit_link(cast("User", request.user), hub) if hub else ""
    data = {
        "notice": notice,
        "versions": versions,
        "edit": edit,
        "hub": pk,
        "readers": reverse("privacy:readings", args=[pk]),
    }
    return render(request, "schools/privacy.html", data)


@login_required
def edit_notice(request: ViewerRequest, pk: int | None = None) -> HttpResponse:
    """Let a hub, or the programme, write the next version of its notice, starting from the current text."""
    hub = None if pk is None else get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "schools.publish_notice", hub)
    current = notice_for(hub)
    form = NoticeForm(
        request.POST if request.method == "POST" else None, initial={"text": current.words if current else ""}
    )
    done = "Notice published. People are asked to read it when they next sign in."
    back = reverse("schools:hub-privacy", args=[hub.pk]) if hub else reverse("schools:privacy")
    if request.method == "POST" and perform_form(request, form, publish_notice, hub, done=done):
        return redirect(back)
    return render(request, "schools/notice_form.html", {"form": form, "hub": hub, "back": back})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement that the regulations of 2018 require of public bodies."""
    return render(request, "schools/accessibility.html", {"checks": last_checks()})
