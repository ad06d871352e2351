"""The national register (GIAS) is uploaded and loaded."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from sustaining.common.permissions import action
from sustaining.outbox.nudge import nudge_on_commit

from ..gias.links import follow_links
from ..gias.load import Report, compare_rows, stage_rows, write_rows
from ..gias.models import LOAD_MOVES, RegisterLoad
from ..gias.reader import Notes, open_register, read_register


class DryRun(Exception):
    """Takes a checked-only import back."""


@action("schools.import_register")
def import_register(
    path: str | Path,
    *,
    links: str | Path | None = None,
    by: Any,
    now: datetime,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
) -> Report:
    """Load a GIAS file, and the `links` between its schools, in one transaction. Raises NotTheRegister with one sentence.

    `progress` is told the number of rows read, every thousand. With `dry_run` everything is worked out and taken back.
    """
    report, notes = Report(), Notes()
    try:
        with transaction.atomic(), open_register(path) as text:
            stage_rows(read_register(text, notes), progress)
            compare_rows(report)
            write_rows(report)
            if links is not None:
                report.links = follow_links(links, by=by, now=now)
            if dry_run:
                raise DryRun
    except DryRun:
        pass
    report.skipped, report.mended = notes.skipped, notes.mended
    return report


WORK = "schools.tasks.work_on_register_uploads"


@action("schools.import_register")
def upload_register(
    _: None, *, name: str, register: IO[bytes], links: IO[bytes] | None = None, by: Any, now: datetime
) -> RegisterLoad:
    """Keep an uploaded register, and the file of links with it; a worker checks it."""
    content, rows = _zipped(register)
    nudge_on_commit(WORK)
    return RegisterLoad.objects.create(
        name=name[:200],
        content=content,
        links=_zipped(links)[0] if links else None,
        rows=max(rows - 1, 0),
        uploaded_by=by,
        uploaded_at=now,
    )


@action("schools.import_register")
def want_load(load: RegisterLoad, *, by: Any, now: datetime) -> RegisterLoad:
    """Have a checked file loaded. Raises WrongState."""
    LOAD_MOVES.make(load, "want")
    nudge_on_commit(WORK)
    return load


def _zipped(file: IO[bytes]) -> tuple[bytes, int]:
    """The file gzipped, piece by piece, and its number of lines."""
    out, lines = BytesIO(), 0
    with gzip.open(out, "wb", compresslevel=6) as zipped:
        while piece := file.read(1 << 20):
            lines += piece.count(b"\n")
            zipped.write(piece)
    return out.getvalue(), lines
