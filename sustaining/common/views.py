"""Pages that belong to no app: liveness, readiness, the style guide, and the refusal of a forged form."""

from __future__ import annotations

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from . import styleguide as samples


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer while the process is up."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Report whether PostgreSQL and Redis answer.

    503 without PostgreSQL; without Redis the site works and emails wait, so the status stays 200.
    """
    answers = {"database": _database_answers(), "redis": _redis_answers()}
    return JsonResponse(answers, status=200 if answers["database"] else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis_answers() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show how to continue when a form was open too long, or was sent from elsewhere."""
    return render(request, "403_csrf.html", status=403)


@login_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component once, in each of its states; not found outside development."""
    if not settings.DEBUG:
        raise Http404("The style guide is for development.")
    return render(request, "shell/styleguide.html", samples.samples(timezone.now()))
