"""Middleware that sets `request.viewer`, with the role in which somebody with several roles uses the site."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sustaining.common.clock import today

from .viewer import Viewer, ViewerRequest

SAFE_METHODS = ("GET", "HEAD")


class ViewerMiddleware:
    """Sets `request.viewer`. `?as=advocate-12` selects a role for this session; `?as=all` selects all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewed = cast(ViewerRequest, request)
        viewed.viewer = Viewer(viewed.user, today(), _selected_role(viewed), only_reads=request.method in SAFE_METHODS)
        return self.get_response(request)


def _selected_role(request: ViewerRequest) -> str:
    """Return the key of the role that the address or the session selects; store the one from the address."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    requested, stored = request.GET.get("as", "")[:40], request.session.get("active_role", "")
    if not (requested or stored) or not request.user.is_authenticated:
        return ""
    key = requested or stored
    selected = key if any(held.key == key for held in Viewer(request.user, today()).roles) else ""
    if requested and selected != stored:
        request.session["active_role"] = selected
    return selected
