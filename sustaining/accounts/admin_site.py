"""Django admin signs in like the rest of the site, and in production asks for a second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from .second_factor import gave_second_factor, must_give_second_factor

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class SustainingAdminSite(admin.AdminSite):
    """Django admin, for programme administrators."""

    site_header = "Sustaining administration"
    site_title = "Sustaining"
    index_title = "Programme records"

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether the person is staff and, in production, gave a second factor in this session."""
        if not super().has_permission(request):
            return False
        return not must_give_second_factor(cast("User", request.user)) or gave_second_factor(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Redirect to the site's own sign-in, or to setting up a second factor."""
        if not request.user.is_authenticated:
            next_url = request.GET.get("next", reverse("admin:index"))
            return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': next_url})}")
        if super().has_permission(request):
            messages.warning(request, "You need two-step sign-in to use administration. Set it up, then come back.")
            return redirect("mfa_index")
        messages.error(request, "Only programme administrators can use administration.")
        return redirect("desk:home")
