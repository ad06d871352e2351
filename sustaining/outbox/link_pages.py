"""What every page behind a link does: no referrer, no cache, and a message when the link has ended."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from . import links

View = Callable[..., HttpResponseBase]
ELSEWHERE = {"cross-site", "same-site"}


def guarded(view: View) -> View:
    """Wrap a view whose address is a secret: no referrer, no cache, no search engine.

    Without a referrer a browser posts with `Origin: null`, which Django's check refuses. The token in the address is the
    proof here, not a cookie, so the check is left out, and a form on another site is refused by Sec-Fetch-Site.
    """

    @csrf_exempt
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") in ELSEWHERE:
            raise PermissionDenied("This form was sent from another site. Open the link in your email again.")
        return sheltered(view(request, *args, **kwargs))

    return page


def sheltered(response: HttpResponseBase) -> HttpResponseBase:
    """Return the response with the headers of a page whose address is a secret."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def link_page(*purposes: str) -> Callable[[View], View]:
    """Return a decorator for `view(request, link, …)`, which gets the link that the token opens or shows why not."""

    def wrap(view: View) -> View:
        @guarded
        @wraps(view)
        def page(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            try:
                link = links.open_link(token, purposes, now=timezone.now())
            except links.LinkEnded as ended:
                return ended_page(request, token, ended)
            link.token = token
            return view(request, link, **kwargs)

        return page

    return wrap


def ended_page(request: HttpRequest, token: str, ended: links.LinkEnded) -> HttpResponse:
    """Show that a link has ended (410) and offer a new one where possible, or that it never existed (404)."""
    title = links.PURPOSES[ended.link.purpose].title if ended.link else None
    data = {"sentence": str(ended), "token": token if title else "", "is_known": ended.link is not None}
    return render(request, "outbox/link_ended.html", data, status=410 if ended.link else 404)
