"""What the walks over every address share: they look at the status of thousands of answers, hardly ever at a page."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.defaults import page_not_found, permission_denied

ErrorPage = Callable[[HttpRequest, Exception], HttpResponse]


@pytest.fixture
def statuses_only(monkeypatch) -> None:
    """Refusals are rendered once for each status and app, whose pages all have the same; the context of no page is copied.

    A third of what a role asks for is refused, and the whole page around each refusal took a fifth of the walk.
    """
    rendered: set[tuple[int, str]] = set()

    def once_an_app(status: int, error_page: ErrorPage) -> ErrorPage:
        def answer(request: HttpRequest, exception: Exception) -> HttpResponse:
            kind = status, request.resolver_match.app_name if request.resolver_match else ""
            if kind in rendered:
                return HttpResponse(status=status)
            rendered.add(kind)
            return error_page(request, exception)

        return answer

    for status, error_page in ((403, permission_denied), (404, page_not_found)):
        handler = once_an_app(status, error_page)
        monkeypatch.setattr(import_module(settings.ROOT_URLCONF), f"handler{status}", handler, raising=False)
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *values, **options: None)
