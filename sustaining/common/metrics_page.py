"""`/metrics`: the figures that Prometheus collects, for who has METRICS_TOKEN."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client.exposition import choose_encoder

from .metrics import open_registry
from .site_metrics import SiteCollector
from .task_metrics import TaskCollector


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the figures of this web server and of the site.

    404 while METRICS_TOKEN is not set, and 401 without `Authorization: Bearer` and that token.
    """
    if not settings.METRICS_TOKEN:
        return HttpResponse("Not found", content_type="text/plain", status=404)
    given = request.META.get("HTTP_AUTHORIZATION", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        headers = {"WWW-Authenticate": "Bearer"}
        return HttpResponse("Token missing or wrong", content_type="text/plain", status=401, headers=headers)
    registry = open_registry()
    registry.register(SiteCollector(timezone.now()))
    registry.register(TaskCollector())
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encode(registry), content_type=content_type, headers={"Cache-Control": "no-store"})
