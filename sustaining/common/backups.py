"""Back-ups of the whole site in one file: the database and every attachment together, verified, encrypted.

A back-up is a tar with `manifest.json`, `database.dump` (pg_dump’s own format) and `files/…`, as one file of mode 0600. With
`BACKUP_RECIPIENT`, the public key of an age identity, it is encrypted before it has its name, so that the machine that
makes back-ups can’t read them. The database is dumped first: files are never changed, so what a row of the dump names is
there unless its retention cleared it meanwhile, and the manifest says which those are.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import pyrage  # type: ignore[import-untyped]
from django.apps import apps
from django.core.files.storage import Storage
from django.db import connection, models

from .files import files_storage

MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files/"
CONNECTION = {
    "PGHOST": "host",
    "PGPORT": "port",
    "PGUSER": "user",
    "PGPASSWORD": "password",
    "PGDATABASE": "dbname",
}
"""Variables of PostgreSQL’s programs, and the parameters of a connection."""
CHUNK = 1024 * 1024
DUMP_OPTIONS = ("--format=custom", "--no-owner", "--no-privileges", "--compress=6")
RESTORE_OPTIONS = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")


class BackupFailed(Exception):
    """A back-up could not be made, read or restored; its text is one sentence for the person who ran the command."""


@dataclass
class Manifest:
    """What a back-up holds: the moment (ISO 8601), rows by table, SHA-256 by file, and files that were gone by then."""

    made_at: str
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    dump: str = ""
    gone: list[str] = field(default_factory=list)


def make_backup(folder: Path, now: datetime, *, recipient: str = "") -> tuple[Path, Manifest]:
    """Write a back-up of database and files into `folder`, verify it, and return its path and what it holds.

    Raise BackupFailed; nothing is left behind then.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"sustaining-{now:%Y%m%dT%H%M%SZ}.tar"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as place:
        plain = Path(place) / name
        manifest = _write(plain, now)
        verify(plain)
        if not recipient:
            return _keep(plain, folder / name), manifest
        sealed = Path(place) / f"{name}.age"
        _encrypt(plain, sealed, recipient)
        return _keep(sealed, folder / sealed.name), manifest


def restore_backup(path: Path, *, identity: Path | None = None) -> Manifest:
    """Verify a back-up and restore it into an empty database, with its files; return what it held.

    Raise BackupFailed, before anything is written, for a database that is not empty and for a back-up that does not verify.
    """
    if tables := count_rows():
        raise BackupFailed(f"The database is not empty: it has {len(tables)} tables. Restore into a new one.")
    with open_backup(path, identity) as plain:
        manifest = verify(plain)
        with tarfile.open(plain) as archive:
            _restore_database(archive)
            _restore_files(archive, manifest)
    if different := {table for table, count in count_rows().items() if manifest.rows.get(table) != count}:
        raise BackupFailed(f"Restored, but the number of rows differs in {', '.join(sorted(different))}.")
    return manifest


def verify(plain: Path) -> Manifest:
    """Read a back-up whole and return its manifest. Raise BackupFailed where a part is missing or altered."""
    try:
        with tarfile.open(plain) as archive:
            manifest = Manifest(**json.load(_member(archive, MANIFEST)))
            digests = {DUMP: manifest.dump} | {FILES + name: digest for name, digest in manifest.files.items()}
            for name, digest in digests.items():
                if _digest(_member(archive, name)) != digest:
                    raise BackupFailed(f"{name} of the back-up is not what was written.")
    except (tarfile.TarError, KeyError, ValueError, EOFError, TypeError) as error:
        raise BackupFailed(f"{plain.name} is no back-up of this site, or is damaged: {error}") from error
    return manifest


@contextmanager
def open_backup(path: Path, identity: Path | None) -> Iterator[Path]:
    """Yield a back-up as a plain tar; an encrypted one is decrypted into a file that goes afterwards. Raise BackupFailed."""
    if path.suffix != ".age":
        yield path
        return
    if identity is None:
        raise BackupFailed("This back-up is encrypted: name the file with the age identity by --identity.")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".reading-") as place:
        plain = Path(place) / path.stem
        lines = [line.strip() for line in identity.read_text().splitlines()]
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
        try:
            pyrage.decrypt_file(str(path), str(plain), keys)
        except pyrage.DecryptError as error:
            raise BackupFailed(f"The back-up can’t be decrypted with this identity: {error}") from error
        yield plain


def count_rows() -> dict[str, int]:
    """Return the number of rows of each table of the database, by name."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


def _write(plain: Path, now: datetime) -> Manifest:
    """Write the tar; the manifest comes last, once everything else is known."""
    manifest = Manifest(made_at=now.isoformat(timespec="seconds"))
    with tarfile.open(plain, "w", format=tarfile.PAX_FORMAT) as archive:
        plain.chmod(0o600)
        dump = plain.with_suffix(".dump")
        # Counted and named in one snapshot with the dump, so that a row written meanwhile is in none of the three.
        with _snapshot() as snapshot:
            manifest.rows = count_rows()
            names = list(_file_names())
            _run("pg_dump", *DUMP_OPTIONS, f"--snapshot={snapshot}", f"--file={dump}")
        with dump.open("rb") as stream:
            manifest.dump = _digest(stream)
        archive.add(dump, DUMP)
        dump.unlink()
        for name in names:
            _add_file(archive, files_storage(), name, manifest)
        content = json.dumps(asdict(manifest)).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(content)
        with tempfile.TemporaryFile() as stream:
            stream.write(content)
            stream.seek(0)
            archive.addfile(entry, stream)
    return manifest


@contextmanager
def _snapshot() -> Iterator[str]:
    """Yield the name of a snapshot of the database that other connections can read until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0]
        finally:
            cursor.execute("COMMIT")


def _file_names() -> Iterator[str]:
    """Yield the name of every attachment that a row names, each once."""
    seen: set[str] = set()
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, models.FileField) and column.storage == files_storage():
                rows = model._base_manager.exclude(**{column.attname: ""}).exclude(
                    **{f"{column.attname}__isnull": True}
                )
                for name in rows.order_by("pk").values_list(column.attname, flat=True).iterator():
                    if name not in seen:
                        seen.add(name)
                        yield name


def _add_file(archive: tarfile.TarFile, storage: Storage, name: str, manifest: Manifest) -> None:
    if not storage.exists(name):
        manifest.gone.append(name)
        return
    with storage.open(name) as stored, tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stored, copy, CHUNK)
        entry = tarfile.TarInfo(FILES + name)
        entry.size, entry.mode = copy.tell(), 0o600
        copy.seek(0)
        manifest.files[name] = _digest(copy)
        copy.seek(0)
        archive.addfile(entry, copy)


def _restore_database(archive: tarfile.TarFile) -> None:
    with tempfile.TemporaryDirectory() as place:
        dump = Path(place) / DUMP
        with dump.open("wb") as out:
            shutil.copyfileobj(_member(archive, DUMP), out, CHUNK)
        _run("pg_restore", *RESTORE_OPTIONS, f"--dbname={connection.settings_dict['NAME']}", str(dump))


def _restore_files(archive: tarfile.TarFile, manifest: Manifest) -> None:
    """Write the files under their own names; one that is there already has the same content, for names are random."""
    storage = files_storage()
    for name in manifest.files:
        if not storage.exists(name):
            storage.save(name, _member(archive, FILES + name))


def _member(archive: tarfile.TarFile, name: str) -> Any:
    """Return a part of the tar as a stream. Raise KeyError when it is missing."""
    stream = archive.extractfile(name)
    if stream is None:
        raise KeyError(name)
    return stream


def _digest(stream: IO[bytes]) -> str:
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def _encrypt(plain: Path, sealed: Path, recipient: str) -> None:
    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise BackupFailed(f"BACKUP_RECIPIENT is no public key of age (age1…): {error}") from error
    pyrage.encrypt_file(str(plain), str(sealed), [key])


def _keep(made: Path, path: Path) -> Path:
    made.chmod(0o600)
    made.replace(path)
    return path


def _run(program: str, *options: str) -> None:
    """Run one of PostgreSQL’s programs on the site’s database. Raise BackupFailed with what it said."""
    executable = shutil.which(program)
    if executable is None:
        raise BackupFailed(
            f"{program} is not there: install PostgreSQL’s client programs of the server’s version or newer."
        )
    # As Django connects: a host may stand in the options of DATABASE_URL.
    params = connection.get_connection_params()
    known = {variable: str(params[name]) for variable, name in CONNECTION.items() if params.get(name)}
    done = subprocess.run(  # noqa: S603  (a fixed program with our own options)
        [executable, *options], env={**os.environ, **known}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFailed(
            f"{program} failed: {done.stderr.strip().splitlines()[-1] if done.stderr else 'no reason given'}"
        )
