"""Figures about the whole site for Prometheus, read from the database when somebody asks: every web server says the same."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Min
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric

from .extensions import ExtensionPoint
from .file_checks import stored_file_models
from .files import CheckState
from .probes import MIGRATED
from .version import VERSION

logger = logging.getLogger(__name__)
site_metrics: ExtensionPoint[Iterable[Metric]] = ExtensionPoint(
    "common.site_metrics", "Figures of the database: `(now)` returns them in a fixed number of statements."
)
MOST_MILLISECONDS = 3000
"""How long a statement may take: no figure is worth a busy database."""
STATES = ("active", "idle", "idle in transaction", "other")
CONNECTIONS = """
    SELECT CASE WHEN state = ANY(%(states)s) THEN state ELSE 'other' END, usename = current_user, count(*)
    FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1, 2
"""
MOST_CONNECTIONS = """
    SELECT least(
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
            - coalesce(current_setting('reserved_connections', true)::int, 0),
        (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
        (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()))
"""


def gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    """Return a figure without labels."""
    return GaugeMetricFamily(name, text, value=value)


class SiteCollector:
    """Reads the figures of the site at `now`, for a registry of Prometheus."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        """Yield the figures; where PostgreSQL does not answer, that it does not."""
        yield InfoMetricFamily("sustaining", "The release that runs.", value={"version": VERSION})
        yield from _read_disk()
        try:
            figures = self._read_database()
        except DatabaseError as error:
            logger.warning("The figures of the database could not be read: %s", str(error).partition("\n")[0])
            figures = []
        yield gauge("sustaining_database_up", "Whether PostgreSQL answers what is asked here.", bool(figures))
        yield from figures

    def _read_database(self) -> list[Metric]:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {MOST_MILLISECONDS}")
            return [*_read_database_figures(), *(metric for each in site_metrics.collect(self.now) for metric in each)]


def _read_database_figures() -> Iterator[Metric]:
    is_current = MIGRATED.is_current()
    yield gauge("sustaining_migrations_pending", "Whether the database lacks migrations.", not is_current)
    with connection.cursor() as cursor:
        cursor.execute(CONNECTIONS, {"states": list(STATES)})
        rows = cursor.fetchall()
        cursor.execute(MOST_CONNECTIONS)
        (most,) = cursor.fetchone()
    ours = GaugeMetricFamily(
        "sustaining_database_connections", "Connections of this site’s database user.", labels=["state"]
    )
    for state in STATES:
        ours.add_metric([state], sum(number for name, is_ours, number in rows if is_ours and name == state))
    yield ours
    total = sum(number for _, _, number in rows)
    yield gauge("sustaining_database_server_connections", "Connections of everyone to the database server.", total)
    yield gauge("sustaining_database_connections_limit", "Connections that this site can have at most.", most)


@site_metrics.provide
def read_waiting_uploads(now: datetime) -> Iterator[Metric]:
    """Yield how many uploaded files wait for their check, and for how long. One statement."""
    waiting = [
        model._base_manager.filter(check_state=CheckState.WAITING).order_by().values("check_state")
        .annotate(number=Count("pk"), oldest=Min("added_at")).values_list("number", "oldest")
        for model in stored_file_models()
    ]  # fmt: skip
    rows = list(waiting[0].union(*waiting[1:], all=True))
    oldest = min((added for _, added in rows), default=now)
    yield gauge(
        "sustaining_uploads_waiting", "Uploaded files that wait for their check.", sum(number for number, _ in rows)
    )
    yield gauge(
        "sustaining_uploads_oldest_age_seconds",
        "How long the oldest of them has waited; 0 if none.",
        max((now - oldest).total_seconds(), 0),
    )


def _read_disk() -> Iterator[Metric]:
    if settings.FILES_BUCKET:
        return
    try:
        usage = shutil.disk_usage(settings.FILES_DIR)
    except OSError:
        return
    yield gauge("sustaining_files_free_bytes", "Free space for attachments on this machine’s disk.", usage.free)
    yield gauge("sustaining_files_size_bytes", "Size of the disk of attachments.", usage.total)
