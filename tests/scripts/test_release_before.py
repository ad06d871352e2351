"""The last release goes on writing on a database that this one has migrated: machines are replaced one by one.

Its own walk of writes is run, from its own code, on a database with the schema of this checkout: one of everything made
by the actions, and every form of an Advocate sent as its page shows it.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from scripts.places import ROOT, local_directory
from tests.database import schema_key, schema_sources

pytestmark = pytest.mark.tour

RELEASE = "c930f90c6b4e03bcc15d3be780e9ff16851cccc4"
"""The commit of 0.9.0. Whoever cuts a release puts that one here (docs/deploying.md)."""
WRITES = ("tests/matrix/test_forms_as_shown.py", "-k", "advocate")
TESTS_KEY = "from tests.database import schema_key, schema_sources; print(schema_key(schema_sources()))"


@pytest.fixture(scope="session")
def release(tmp_path_factory) -> Path:
    """Return a folder with the last release, on the packages of this checkout."""
    archive = subprocess.run(["git", "archive", RELEASE], cwd=ROOT, capture_output=True)
    if archive.returncode:
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse(f"the history of this checkout does not reach the last release: {archive.stderr.decode().strip()}")
    folder = tmp_path_factory.mktemp("release")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def run_release(release: Path, local: Path, arguments: tuple[str, ...], narrowed: str = "") -> str:
    """Run tests of the release on the schema of this checkout, and `narrowed` SQL; return what pytest says of them."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    environment = {**inherited, "SUSTAINING_LOCAL": str(local), "PYTHONDONTWRITEBYTECODE": "1"}
    settings = {"DATABASE_URL": "postgresql:///unused", "REDIS_URL": "redis://127.0.0.1:1/0", "SECRET_KEY": "x"}
    key = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {TESTS_KEY}"],
        cwd=release,
        env={**environment, **settings, "DJANGO_SETTINGS_MODULE": "sustaining.settings", "DEBUG": "true"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    schema = local_directory() / "test-schema" / f"{schema_key(schema_sources())}.sql"
    (local / "test-schema").mkdir()
    (local / "test-schema" / f"{key}.sql").write_text(schema.read_text() + narrowed)
    command = [sys.executable, "-m", "scripts.test", "-n", "0", "-q", "-x", "--tb=short", "-m", "not soak"]
    done = subprocess.run([*command, *arguments], cwd=release, env=environment, capture_output=True, text=True)
    return done.stdout + done.stderr


def test_last_release_writes_everything_on_the_migrated_database(db, release, local):
    output = run_release(release, local, WRITES)
    summary = output.strip().splitlines()[-1]
    assert " passed" in summary, output
    assert not any(word in summary for word in (" failed", " error")), output


def test_column_that_it_does_not_know_would_be_noticed(db, release, local):
    needed = "\nALTER TABLE public.schools_schoolcontact ADD COLUMN needed integer NOT NULL;\n"
    output = run_release(release, local, WRITES, needed)
    assert 'null value in column "needed"' in output, output
