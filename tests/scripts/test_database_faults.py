"""PostgreSQL goes and comes back under a site in production's settings; a migration is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from scripts.places import ROOT, local_directory
from scripts.postgres import Postgres, programs
from tests.database import schema_key, schema_sources
from tests.outbox.disruption import end
from tests.outbox.test_redis_outage import Site, wait_until

pytestmark = pytest.mark.tour
PAGE = "/privacy/"
KILLED_AFTER = (5, 60, 140)
"""Migrations applied when `migrate` is killed; each time it goes on from there."""


@pytest.fixture
def postgres(local) -> Iterator[Postgres]:
    """A PostgreSQL of this test alone, which waits for its disk."""
    with Postgres(local) as server:
        yield server


def environment(url: str, **more: str) -> dict[str, str]:
    """Return production's settings, without TLS and mail."""
    secret = "a-key-that-is-long-enough-for-production-0123456789"
    production = {"DATABASE_URL": url, "SECRET_KEY": secret, "DEBUG": "false", "ALLOWED_HOSTS": "127.0.0.1"}
    production |= {"REDIS_URL": "redis://127.0.0.1:1/0", "SECURE_SSL_REDIRECT": "false", "WEB_WORKERS": "1"}
    return {**os.environ, **production, **more}


def manage(url: str, *arguments: str, **more: str) -> None:
    """Run manage.py to its end."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment(url, **more), check=True, capture_output=True)


def test_site_says_sorry_while_the_database_is_away_and_goes_on_by_itself(db, postgres, tmp_path):
    static, site = str(tmp_path / "static"), Site()
    restore(postgres.url)
    manage(postgres.url, "collectstatic", "--no-input", STATIC_ROOT=static)
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "sustaining.wsgi"]
    bind = environment(postgres.url, WEB_BIND=f"127.0.0.1:{site.port}", STATIC_ROOT=static)
    web = subprocess.Popen(command, cwd=ROOT, env=bind, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: site.ask("/readyz")[0] == 200)
        assert site.ask(PAGE)[0] == 200
        for outage in (0, 20):  # in the second, attempts to connect have waits that double
            postgres.stop()
            time.sleep(outage)
            status, page, _ = site.ask(PAGE)
            assert (status, "Sorry, something went wrong" in page) == (503, True)
            assert site.ask("/readyz")[0] == 503
            assert site.ask("/healthz")[0] == 200  # so that nobody kills it for what it cannot help
            postgres.start()
            wait_until(lambda: site.ask(PAGE)[0] == 200, seconds=15)
            assert site.ask("/readyz")[0] == 200
    finally:
        end(web)


def test_migration_killed_again_and_again_ends_as_one_that_was_not(db, postgres):
    for number in KILLED_AFTER:
        kill_migrate_after(number, postgres.url)
    manage(postgres.url, "migrate")
    manage(postgres.url, "migrate", "--check")
    # Both restored from a dump, which writes the conditions of checks in another form than a migration.
    again, complete = database(postgres.url, "again"), database(postgres.url, "whole")
    with psycopg.connect(again, autocommit=True) as line:
        line.execute("\n".join(schema(postgres.url)).encode())
    restore(complete)
    assert sorted(schema(again)) == sorted(schema(complete))


def restore(url: str) -> None:
    """Give the database the schema of the tests, which a worker has dumped (tests/database.py)."""
    dump = local_directory() / "test-schema" / f"{schema_key(schema_sources())}.sql"
    with psycopg.connect(url, autocommit=True) as line:
        line.execute(dump.read_bytes())


def database(url: str, name: str) -> str:
    """Make an empty database beside the one at `url`, and return where it is."""
    with psycopg.connect(url, autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name}")
    return url.replace("/sustaining?", f"/{name}?")


def kill_migrate_after(number: int, url: str) -> None:
    """Start `migrate` and kill it, as a power cut does, once so many migrations are applied."""
    command = [sys.executable, "manage.py", "migrate"]
    migrate = subprocess.Popen(
        command, cwd=ROOT, env=environment(url), start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: count_applied(url) >= number)
        time.sleep(0.05)
        assert migrate.poll() is None, "it was done before it could be killed"
    finally:
        os.killpg(migrate.pid, signal.SIGKILL)
        migrate.wait()


def count_applied(url: str) -> int:
    """Return how many migrations are applied."""
    with psycopg.connect(url) as line:
        if line.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return 0
        (count,) = line.execute("SELECT count(*) FROM django_migrations").fetchone()
    return count


def schema(url: str) -> list[str]:
    """Return the lines of the statements that make the schema."""
    command = [Path(programs()) / "pg_dump", "--schema-only", "--no-owner", "--no-privileges", url]
    dump = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line for line in dump.splitlines() if not line.startswith(("--", "\\"))]
