"""Headers on every response, and the author of writes that no action makes."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pghistory
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from .file_storage import SAVING, FilesUnavailable, is_full
from .logs import mask_tokens
from .metrics_page import metrics
from .probes import PROBES
from .typed_text import clean_typed

logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


MACHINES_PAGES = {**PROBES, "/metrics": metrics}
"""What load balancers and Prometheus ask for, by path."""


class ProbeMiddleware:
    """Answer what machines ask before anything asks for a host name: they come by IP address, and by HTTP."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = MACHINES_PAGES.get(request.path, self.get_response)
        return answer(request)


class RequestSizeMiddleware:
    """Refuse a request that is larger than anything the site accepts, before a byte of its body is read."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length) > settings.MOST_REQUEST_BYTES:
            response = HttpResponse(render_to_string("413.html"), status=413)
            response.headers["Connection"] = "close"
            return response
        return self.get_response(request)


class SecurityHeadersMiddleware:
    """Send a permissions policy with every response, and `no-store` with signed-in pages. Refuse NUL in addresses."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if settings.TRAINING_SITE:  # nobody should find invented schools by a search engine
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            # A page kept by the browser could be read with the back button after signing out.
            add_never_cache_headers(response)
        return response

    def process_view(self, request: HttpRequest, *args: object) -> None:
        """Raise BadRequest for an address with a NUL: PostgreSQL cannot store it, so a query would fail with a 500."""
        if "\x00" in request.path or any("\x00" in value for _, values in request.GET.lists() for value in values):
            raise BadRequest("The web address contains a character that isn’t allowed.")


class StorageFaultMiddleware:
    """Answer 503 with a sentence when files can't be stored or opened, wherever a page meets it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        """Read a posted form first of all: its large files are written to the disk while it is read."""
        try:
            request.POST  # noqa: B018
        except OSError as error:
            if not is_full(error):
                raise
            for handler in request.upload_handlers:
                handler.upload_interrupted()  # gives back what was written so far
            return self.process_exception(request, error)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for a fault of storage; None for any other error."""
        if isinstance(error, FilesUnavailable):
            sentence = str(error)
        elif is_full(error):
            logger.error("A disk is full.", exc_info=error)
            sentence = SAVING
        else:
            return None
        return render(request, "503.html", {"sentence": sentence}, status=503)


class TypedTextMiddleware:
    """Clean what is typed or pasted, in every form and search of the site: see `clean_typed`. Passwords stay as they are."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        """Replace the values of the query and of a posted form that were typed with what nobody sees."""
        if request.GET:
            request.GET = _cleaned(request.GET)  # type: ignore[assignment]
        if request.method == "POST" and request.POST:
            request.POST = _cleaned(request.POST)  # type: ignore[assignment]


def _cleaned(values: QueryDict) -> QueryDict:
    if all(value.isascii() for _, several in values.lists() for value in several):
        return values  # nearly always
    cleaned = values.copy()
    for name, several in values.lists():
        if "password" not in name:
            cleaned.setlist(name, [clean_typed(value) for value in several])
    return cleaned


class HistoryContextMiddleware:
    """Open a history context for every writing request, so that the admin's writes name their author too."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS or not request.user.is_authenticated:
            return self.get_response(request)
        with pghistory.context(by=request.user.pk, url=mask_tokens(request.path)):
            return self.get_response(request)
