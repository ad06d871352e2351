"""Figures about requests for Prometheus, counted in this process and added up over the processes of a web server.

`deploy/gunicorn.conf.py` gives each gunicorn worker a number, its slot, and a folder in memory that all share. Figures of a slot
are in files of that folder, and the next worker of the slot goes on from them: they survive a worker, and there are never more
files than slots. Without a slot, as in development and in tests, figures are of this process alone. A label is the name of a
page, a method or a status: never an address, a person or a token (decision 151).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from django.db import connection
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, values
from prometheus_client.multiprocess import MultiProcessCollector

if TYPE_CHECKING:
    from django.db.backends.postgresql.base import DatabaseWrapper

SLOT = os.environ.get("METRICS_SLOT", "")
values.ValueClass = values.MultiProcessValue(lambda: SLOT) if SLOT else values.MutexValue
disable_created_metrics()

OWN = CollectorRegistry()
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_PAGE = "none"
"""The route of an address that leads to no page: whatever a visitor typed is not kept."""
SECONDS = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10)


class RequestMetrics:
    """Counts requests by page, and what they cost."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "sustaining_requests", "Requests answered.", ["route", "method", "status"], registry=registry
        )
        self.duration = Histogram(
            "sustaining_request_duration_seconds",
            "Time until a request was answered.",
            ["route"],
            buckets=SECONDS,
            registry=registry,
        )
        self.queries = Counter(
            "sustaining_request_queries", "SQL statements of requests.", ["route"], registry=registry
        )
        self.database_seconds = Counter(
            "sustaining_request_database_seconds", "Time that requests waited for SQL.", ["route"], registry=registry
        )

    def count(
        self, route: str, method: str, status: int, *, seconds: float, queries: int, database_seconds: float
    ) -> None:
        """Count a request. `route` is the name of its page, empty if there is none."""
        route = route or NO_PAGE
        self.requests.labels(route, method if method in METHODS else "other", f"{status // 100}xx").inc()
        self.duration.labels(route).observe(seconds)
        self.queries.labels(route).inc(queries)
        self.database_seconds.labels(route).inc(database_seconds)


class PoolMetrics:
    """Counts what the pool of database connections of each process says of itself; nothing where there is no pool."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.size = Gauge(
            "sustaining_database_pool_connections",
            "Connections that the pools of this server’s processes keep open.",
            multiprocess_mode="livesum",
            registry=registry,
        )
        self.limit = Gauge(
            "sustaining_database_pool_limit",
            "Connections that the pools of this server’s processes may open.",
            multiprocess_mode="livesum",
            registry=registry,
        )
        self.waits = Counter(
            "sustaining_database_pool_waits", "Times that a connection was waited for.", registry=registry
        )
        self.wait_seconds = Counter(
            "sustaining_database_pool_wait_seconds", "Time that connections were waited for.", registry=registry
        )
        self.failures = Counter(
            "sustaining_database_pool_failures", "Times that the pool gave no connection.", registry=registry
        )

    def count(self) -> None:
        """Add what happened since the last call."""
        pool = cast("DatabaseWrapper", connection).pool
        if pool is None:
            return
        counts = pool.pop_stats()
        self.size.set(counts["pool_size"])
        self.limit.set(counts["pool_max"])
        if waits := counts.get("requests_queued"):
            self.waits.inc(waits)
            self.wait_seconds.inc(counts.get("requests_wait_ms", 0) / 1000)
        if failures := counts.get("requests_errors"):
            self.failures.inc(failures)


REQUESTS = RequestMetrics(OWN)
POOL = PoolMetrics(OWN)


def open_registry() -> CollectorRegistry:
    """Return a new registry that answers with the requests of all processes of this web server."""
    registry = CollectorRegistry()
    if SLOT:
        MultiProcessCollector(registry)
    else:
        registry.register(OWN)
    return registry
