"""Liveness and readiness, for load balancers, service managers and the people who watch the site."""

from __future__ import annotations

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from .squashed import find_lacking
from .version import VERSION


def find_missing_migrations() -> list[str]:
    """Return the migrations of this release that the database lacks, such as `privacy.0001_initial`, in their order.

    Of a database that is older than this release can upgrade, return those of the release between that it lacks.
    """
    if lacking := find_lacking(connection):
        return lacking
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _ in plan]


class MigratedDatabase:
    """Remembers that the database has every migration of this release: it does not lose them while a process runs."""

    def __init__(self) -> None:
        self._is_current = False

    def is_current(self) -> bool:
        """Return whether no migration of this release is missing. Read from the database until it is so once."""
        if not self._is_current:
            self._is_current = not find_missing_migrations()
        return self._is_current


MIGRATED = MigratedDatabase()


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer while the process is up, with its release: `ok 0.9.0`."""
    return HttpResponse(f"ok {VERSION}", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Report whether PostgreSQL and Redis answer, and whether the database has this release’s migrations.

    503 without PostgreSQL or with migrations missing; without Redis the site works and emails wait, so the status stays 200.
    """
    answers = {"database": False, "migrations": False, "redis": redis_answers()}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        answers["database"] = True
        answers["migrations"] = MIGRATED.is_current()
    except DatabaseError:
        pass  # the answer says so
    is_ready = answers["database"] and answers["migrations"]
    return JsonResponse(answers, status=200 if is_ready else 503)


def redis_answers() -> bool:
    """Return whether Redis answers within a second."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


PROBES = {"/healthz": healthz, "/readyz": readyz}
"""The probes by their paths, which `ProbeMiddleware` answers."""
