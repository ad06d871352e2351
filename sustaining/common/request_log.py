"""A record in the log, and figures for Prometheus, of every request: by whom, which page, how long, how much of the database."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from .logs import numbered_log, request_number
from .metrics import POOL, REQUESTS

logger = logging.getLogger("sustaining.requests")


@dataclass
class QueryCount:
    """Counts the statements of a request, and how long the database took for them (`connection.execute_wrapper`)."""

    queries: int = 0
    seconds: float = 0.0

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            self.seconds += time.perf_counter() - began


class RequestLogMiddleware:
    """Number a request, measure it, log it and count it. Its number is the proxy's `X-Request-ID` or ours; it goes back too.

    The record has the name of the page and the key of the person: no address, which may hold the token of a link or what
    somebody searched for, and no name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = request_number(request.headers.get("X-Request-ID", ""))
        count, began = QueryCount(), time.perf_counter()
        with numbered_log(number):
            with connection.execute_wrapper(count):
                response = self.get_response(request)
            _record(request, response.status_code, count, time.perf_counter() - began)
        response.headers.setdefault("X-Request-ID", number)
        return response


def _record(request: HttpRequest, status: int, count: QueryCount, seconds: float) -> None:
    route = request.resolver_match.view_name if request.resolver_match else ""
    method = request.method or ""
    REQUESTS.count(route, method, status, seconds=seconds, queries=count.queries, database_seconds=count.seconds)
    POOL.count()
    _log(request, route, status, count, seconds)


def _log(request: HttpRequest, route: str, status: int, count: QueryCount, seconds: float) -> None:
    # Who was looked up, if anybody was: asking now would be a query more, and fail with the database.
    user = getattr(request, "_cached_user", None)
    fields = {
        "person": user.pk if user is not None else None,
        "route": route,
        "method": request.method,
        "status": status,
        "duration_ms": round(seconds * 1000, 1),
        "queries": count.queries,
        "database_ms": round(count.seconds * 1000, 1),
    }
    logger.info("%s %s %s", request.method, route or "(no page)", status, extra=fields)
