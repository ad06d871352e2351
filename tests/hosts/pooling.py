"""What must hold behind PgBouncer in transaction mode, where the next statement may be on another connection; and of Redis."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg

from sustaining.common.years import AcademicYear
from tests.hosts.cluster import Cluster
from tests.hosts.servers import DEPLOY

READ_IN_PARTS = """
import django; django.setup()
from django.contrib.auth.models import Permission
from django.db import connections
for number, row in enumerate(Permission.objects.order_by("pk").iterator(chunk_size=2)):
    if number == 0:  # takes the connection of PostgreSQL on which a cursor would be open
        other = connections.create_connection("default")
        other.set_autocommit(False)
        other.cursor().execute("SELECT 1")
print(number + 1 == Permission.objects.count())
"""
TELL = """
import django; django.setup()
from celery import current_app
import sustaining.celery
try:
    current_app.send_task("nothing", retry=False, queue="nobody")
except Exception as error:
    print(error)
"""
"""What stands in `Nudge`, with the error shown."""


def check_rows_read_in_parts(cluster: Cluster) -> None:
    """Rows that are read in parts survive a change of connection."""
    assert "True" in cluster.run("-c", READ_IN_PARTS)


def check_backup_leaves_nothing_behind(cluster: Cluster, folder: Path) -> None:
    """pg_dump empties `search_path` for its session, which in PgBouncer is the next visitor's too."""
    cluster.manage("backup", str(folder))
    with psycopg.connect(cluster.pgbouncer.url, prepare_threshold=None) as line:
        assert line.execute("SHOW search_path").fetchone() == ('"$user", public',)


def check_redis_is_believed_by_its_certificate(cluster: Cluster) -> None:
    """Nothing is handed to a Redis whose certificate nobody vouches for; a wrong password is refused."""
    unknown, refused = cluster.redis.url(authority=False), cluster.redis.url(password="wrong")
    assert "certificate verify failed" in cluster.run("-c", TELL, REDIS_URL=unknown)
    assert "invalid username-password pair" in cluster.run("-c", TELL, REDIS_URL=refused)


def partition_history(cluster: Cluster, year: AcademicYear) -> None:
    """Make the history of sessions a partitioned table by `deploy/postgresql/partition_history.sql`, from `year` on."""
    text = (DEPLOY / "postgresql" / "partition_history.sql").read_text()
    text = text.replace("2028", str(year.start + 1)).replace("2027", str(year.start))
    before, _, at_once = text.partition("BEGIN;")
    with psycopg.connect(cluster.direct_url, autocommit=True) as line:
        for statement in re.sub(r"^--.*$", "", before, flags=re.M).split(";"):
            if statement.strip():  # none of these may be in a transaction with another
                line.execute(statement)
        line.execute(f"BEGIN;{at_once}")
