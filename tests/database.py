"""The test database: made by the migrations once, then restored from a dump while no migration changes (decision 86).

Django takes ten seconds of one processor to apply them, in every worker and in every run; PostgreSQL restores the outcome
in one. The dump lies in `.local/test-schema`, under a key of all that can change it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from scripts.places import ROOT, CannotStart, local_directory
from scripts.postgres import programs

PACKAGES = ("sustaining", "schools", "specialists", "devplans", "funding")


def create_database() -> None:
    """Create this worker's database and connect to it. One worker migrates, the others wait and restore its dump."""
    dump = local_directory() / "test-schema" / f"{schema_key(schema_sources())}.sql"
    with _locked(dump.parent):
        if dump.exists():
            _restore(dump)
        else:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            date_notices_back()
            _keep(dump)


def drop_database() -> None:
    """Drop this worker's database, whoever is still connected: Django keeps a connection a thread and loop."""
    name = connection.settings_dict["NAME"]
    connection.close()
    with server() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def server() -> psycopg.Connection:
    """Connect to the server that holds the databases of this run, and to none of them."""
    return _connect("postgres")


def schema_sources() -> Iterator[Path]:
    """Yield the files on which the schema depends: our migrations, their base, and the versions of the packages."""
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("migrations/*.py"))
    yield ROOT / "sustaining" / "common" / "migrations.py"
    yield Path(__file__)
    yield ROOT / "requirements-dev.txt"


def schema_key(sources: Iterable[Path]) -> str:
    """Return a key that changes with the name or content of any of the files."""
    digest = hashlib.sha256()
    for path in sources:
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:24]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _restore(dump: Path) -> None:
    name = connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}"
    with server() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with _connect(name) as restored:
        restored.execute(dump.read_bytes())
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def date_notices_back() -> None:
    """Publish the programme's privacy notice before every test's today: nobody is to be shown it as they sign in."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE schools_privacynotice DISABLE TRIGGER USER")
        cursor.execute("UPDATE schools_privacynotice SET published_at = '2024-09-01T09:00:00Z'")
        cursor.execute("ALTER TABLE schools_privacynotice ENABLE TRIGGER USER")


def _keep(dump: Path) -> None:
    """Write the dump of the database just migrated, and remove older ones. Without a fitting pg_dump, leave it."""
    params = connection.get_connection_params()
    options = [f"--{name}={params[name]}" for name in ("host", "port") if params.get(name)]
    user = [f"--username={params['user']}"] if params.get("user") else []
    command = ["--inserts", "--no-owner", "--no-privileges", *options, *user, params["dbname"]]
    environment = {**os.environ, "PGPASSWORD": str(params.get("password", ""))}
    try:
        done = subprocess.run([programs() / "pg_dump", *command], env=environment, capture_output=True, text=True)
    except (CannotStart, OSError):
        return
    if done.returncode:
        return
    for old in dump.parent.glob("*.sql"):
        old.unlink()
    statements = [line for line in done.stdout.splitlines(keepends=True) if not line.startswith("\\")]  # psql's own
    draft = dump.with_suffix(".draft")
    draft.write_text("".join(statements))
    draft.replace(dump)


def _connect(name: str) -> psycopg.Connection:
    params = {**connection.get_connection_params(), "dbname": name}
    for unwanted in ("context", "cursor_factory", "prepare_threshold"):
        params.pop(unwanted, None)
    return psycopg.connect(**params, autocommit=True)
