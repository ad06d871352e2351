"""The role in which somebody with several looks at the site."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .roles import activate_role
from .scope import only_reads


class ActiveRoleMiddleware:
    """`?as=advocate-12` selects a role for this request and those after it; `?as=all` selects all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("as", "")[:40]
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            kept = request.session.get("active_role", "")
            if (wanted or kept) and request.user.is_authenticated:
                is_held = activate_role(request.user, wanted or kept)
                if wanted and (wanted if is_held else "") != kept:
                    request.session["active_role"] = wanted if is_held else ""
            if request.method in ("GET", "HEAD") and request.user.is_authenticated:
                only_reads(request.user)
        return self.get_response(request)
