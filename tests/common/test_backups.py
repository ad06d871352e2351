"""A back-up holds database and files together, is verified and encrypted, and restores into the same, to the row."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyrage  # type: ignore[import-untyped]
import pytest
from django.core.management import CommandError, call_command
from psycopg import sql

from devplans.models import PlanFile
from scripts.places import ROOT
from scripts.postgres import programs
from sustaining.common.backups import DUMP, BackupFailed, make_backup, restore_backup, verify
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.outbox.models import Backup
from tests.cast import Cast
from tests.database import server
from tests.outbox.disruption import url_of_the_tests

OTHER = "restored_from_a_backup"
CONTENT = b"Vision, printed."


@pytest.fixture
def site(transactional_db, cast, monkeypatch) -> Cast:
    """A site with people, and PostgreSQL’s programs on the path."""
    monkeypatch.setenv("PATH", f"{programs()}:{os.environ['PATH']}")
    return cast


def checksums(database: str) -> dict[str, str]:
    """Return a checksum of all rows of each table, read by PostgreSQL itself."""
    url = url_of_the_tests().replace(f"@/{database_of_the_tests()}?", f"@/{database}?")
    with psycopg.connect(url) as line:
        tables = line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        return {
            table: line.execute(
                sql.SQL("SELECT md5(COALESCE(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM {} t").format(
                    sql.Identifier(table)
                )
            ).fetchone()[0]
            for (table,) in tables
        }


def database_of_the_tests() -> str:
    return url_of_the_tests().partition("@/")[2].partition("?")[0]


@pytest.fixture
def empty_database() -> Iterator[str]:
    """A database with nothing in it."""
    name = sql.Identifier(OTHER)
    with server() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield OTHER
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def restore(path: Path, files: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does, on the other database and another folder."""
    url = url_of_the_tests().replace(f"@/{database_of_the_tests()}?", f"@/{OTHER}?")
    environment = {**os.environ, "DATABASE_URL": url, "FILES_DIR": str(files), "DEBUG": "true"}
    command = [sys.executable, "manage.py", "restore", str(path), *options]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_backup_restores_to_the_same_rows_and_files(site, now, tmp_path, empty_database):
    stored = keep_file(
        PlanFile,
        CheckedUpload("plan.txt", "txt", "text/plain", CONTENT),
        by=site.advocate,
        now=now,
        plan=site.school.plan,
        need_of="student",
    )
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "identity").write_text(f"# made today\n{identity}\n")
    path, manifest = make_backup(tmp_path / "backups", now, recipient=str(identity.to_public()))
    assert path.suffix == ".age"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert manifest.files.keys() >= {stored.file.name}
    done = restore(path, tmp_path / "files", "--identity", str(tmp_path / "identity"))
    assert done.returncode == 0, done.stderr
    assert "minutes" in done.stdout
    assert checksums(OTHER) == checksums(database_of_the_tests())
    assert (tmp_path / "files" / stored.file.name).read_bytes() == CONTENT
    again = restore(path, tmp_path / "files", "--identity", str(tmp_path / "identity"))
    assert again.returncode == 1
    assert "The database is not empty" in again.stderr


def test_backup_with_the_wrong_identity_or_damaged_is_refused(site, now, tmp_path):
    own, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (tmp_path / "other").write_text(str(other))
    path, _ = make_backup(tmp_path, now, recipient=str(own.to_public()))
    for identity, sentence in ((None, "is encrypted"), (tmp_path / "other", "can’t be decrypted")):
        with pytest.raises(CommandError, match=sentence):
            call_command("restore", str(path), verify_only=True, identity=identity)
    plain, _ = make_backup(tmp_path / "plain", now)
    content = bytearray(plain.read_bytes())
    place = content.index(b"PGDMP") + 200
    content[place] ^= 0xFF
    plain.write_bytes(bytes(content))
    with pytest.raises(BackupFailed, match=f"{DUMP} of the back-up is not what was written"):
        verify(plain)
    (tmp_path / "nonsense.tar").write_bytes(b"nonsense")
    with pytest.raises(BackupFailed, match="no back-up of this site"):
        verify(tmp_path / "nonsense.tar")


def test_database_in_use_is_never_restored_over(site, now, tmp_path):
    path, _ = make_backup(tmp_path, now)
    with pytest.raises(BackupFailed, match="not empty"):
        restore_backup(path)


def test_command_keeps_the_number_asked_for_and_says_when_nothing_is_encrypted(site, settings, tmp_path):
    for name in ("sustaining-20200101T000000Z.tar", "sustaining-20200102T000000Z.tar"):
        (tmp_path / name).write_bytes(b"")
    out = io.StringIO()
    call_command("backup", str(tmp_path), keep=2, stdout=out)
    assert "verified" in out.getvalue()
    assert "Not encrypted" in out.getvalue()
    (path, _) = sorted(tmp_path.glob("*.tar"), reverse=True)
    backup = Backup.objects.get()
    assert (backup.size, backup.is_encrypted) == (path.stat().st_size, False)
    assert not (tmp_path / "sustaining-20200101T000000Z.tar").exists()


def test_failure_leaves_nothing_behind(site, now, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackupFailed, match="pg_dump is not there"):
        make_backup(tmp_path / "backups", now)
    assert list((tmp_path / "backups").iterdir()) == []
    monkeypatch.setenv("PATH", f"{programs()}:/usr/bin:/bin")
    with pytest.raises(BackupFailed, match="no public key of age"):
        make_backup(tmp_path / "backups", now, recipient="age1nonsense")
    assert list((tmp_path / "backups").iterdir()) == []
