"""What `make run` spares itself: migrating when nothing has changed, and compiling every module at every start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from scripts.migrated import MigratedNote, is_empty
from scripts.places import bytecode_variables
from scripts.services import services

APPS = ("schools", "sustaining/outbox")


@pytest.fixture
def database(local) -> str:
    """The address of an empty database."""
    with services(local, durable=False) as urls:
        yield urls["DATABASE_URL"]


@pytest.fixture
def root(tmp_path) -> Path:
    """A checkout as far as the note looks at it."""
    for app in APPS:
        (tmp_path / app / "migrations").mkdir(parents=True)
        (tmp_path / app / "migrations" / "0001_first.py").write_text("first")
    (tmp_path / "requirements-run.txt").write_text("django==5.2")
    return tmp_path


def record(database: str, *names: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS django_migrations (id bigserial, app text, name text, applied timestamptz)"
        )
        for name in names:
            connection.execute("INSERT INTO django_migrations (app, name) VALUES ('schools', %s)", [name])


def test_note_holds_only_while_files_locks_and_applied_migrations_are_the_same(local, database, root):
    note = MigratedNote(local, database, root)
    assert is_empty(database)
    assert not note.holds(), "nothing is noted before the first migrate"
    record(database, "0001_first")
    assert not is_empty(database)
    note.write()
    assert note.holds()
    assert not MigratedNote(local, f"{database}&application_name=other", root).holds(), "it is of one database"

    changes = {
        "a newer checkout": root / "schools" / "migrations" / "0002_second.py",
        "an app inside": root / "sustaining" / "outbox" / "migrations" / "0002_second.py",
        "another lock": root / "requirements-dev.txt",
    }
    for change, path in changes.items():
        path.write_text("new")
        assert not note.holds(), change
        path.unlink()
        assert note.holds(), change
    (root / "schools" / "migrations" / "0001_first.py").write_text("edited")
    assert not note.holds()
    (root / "schools" / "migrations" / "0001_first.py").write_text("first")

    record(database, "0002_second")
    assert not note.holds(), "somebody migrated by hand"
    note.write()
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM django_migrations WHERE name = '0001_first'")
    assert not note.holds(), "a migration was taken back"
    with psycopg.connect(database) as connection:
        connection.execute("DROP TABLE django_migrations")
    assert not note.holds(), "the database is a new one"


def test_bytecode_is_kept_in_the_local_folder_where_it_may_not_lie_beside_sources(local, tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    assert bytecode_variables(local) == {}
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (tmp_path / "compiled.py").write_text("answer = 42")
    environment = {**os.environ, **bytecode_variables(local)}
    subprocess.run([sys.executable, "-c", "import compiled"], cwd=tmp_path, env=environment, check=True)
    assert not (tmp_path / "__pycache__").exists()
    assert list((local / "bytecode").rglob("compiled.*.pyc"))
