"""Uploading and loading the national register of schools (GIAS)."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.db import transaction

from sustaining.common.errors import DomainError
from sustaining.common.nudge import wake_worker_on_commit
from sustaining.common.permissions import action

from ..gias.links import follow_links
from ..gias.load import Report, compare_rows, find_shortfall, stage_rows, write_rows
from ..gias.models import LOAD_MOVES, RegisterLoad
from ..gias.reader import Notes, ShorterThanKnown, open_register, read_register
from ..gias.unchanged import find_known_report, keep_unchanged

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class DryRun(Exception):
    """Rolls back an import that only checks."""


@action("schools.import_register")
def import_register(
    path: str | Path,
    *,
    links: str | Path | None = None,
    by: User,
    now: datetime,
    dry_run: bool = False,
    allow_shorter: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
) -> Report:
    """Load a GIAS file, and the `links` between its schools, in one transaction. Return a Report.

    `progress` is called with the number of rows read, every thousand and at the end. With `dry_run` everything is
    computed and rolled back. A file that changed nothing is not read again while the schools are as they were. Raise
    NotTheRegister, with one sentence, for a file that is not GIAS; ShorterThanKnown, unless `allow_shorter`, for one that
    is much shorter than the register or cut off in a row.
    """
    known = find_known_report(path)
    try:
        with transaction.atomic():
            report = known or _load(path, allow_shorter=allow_shorter, progress=progress)
            progress(report.created + report.updated + report.unchanged)
            if links is not None:
                report.links = follow_links(links, by=by, now=now)
            if dry_run:
                raise DryRun
    except DryRun:
        pass
    return report


def _load(path: str | Path, *, allow_shorter: bool, progress: Callable[[int], None]) -> Report:
    report, notes = Report(), Notes()
    with open_register(path) as text:
        stage_rows(read_register(text, notes), progress)
    report.shortfall = find_shortfall(notes)
    if report.shortfall and not allow_shorter:
        raise ShorterThanKnown(report.shortfall)
    compare_rows(report)
    write_rows(report)
    report.skipped, report.mended = notes.skipped, notes.mended
    keep_unchanged(path, report)
    return report


WORK = "schools.tasks.work_on_register_uploads"


@action("schools.import_register")
def upload_register(
    _: None, *, name: str, register: IO[bytes], links: IO[bytes] | None = None, by: User, now: datetime
) -> RegisterLoad:
    """Store an uploaded register with its file of links; a worker checks it later."""
    content, rows = _zipped(register)
    wake_worker_on_commit(WORK)
    return RegisterLoad.objects.create(
        name=name[:200],
        content=content,
        links=_zipped(links)[0] if links else None,
        rows=max(rows - 1, 0),
        uploaded_by=by,
        uploaded_at=now,
    )


class ShorterNotAllowed(DomainError):
    """The checked file is shorter than the register, and the person has not said that it is to be loaded."""


@action("schools.import_register")
def want_load(load: RegisterLoad, *, allow_shorter: bool = False, by: User, now: datetime) -> RegisterLoad:
    """Request that a checked file is loaded. Raise WrongState; ShorterNotAllowed for a shorter file, unless it is allowed."""
    if load.shortfall and not allow_shorter:
        raise ShorterNotAllowed(f"{load.shortfall} To load it anyway, select the box.")
    LOAD_MOVES.make(load, "want")
    wake_worker_on_commit(WORK)
    return load


def _zipped(file: IO[bytes]) -> tuple[bytes, int]:
    """Return the file compressed with gzip, chunk by chunk, and its number of lines."""
    out, lines = BytesIO(), 0
    with gzip.open(out, "wb", compresslevel=6) as zipped:
        while piece := file.read(1 << 20):
            lines += piece.count(b"\n")
            zipped.write(piece)
    return out.getvalue(), lines
