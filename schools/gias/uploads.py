"""Uploads of the register: checked in the background, shown, and loaded on request."""

from __future__ import annotations

import gzip
import logging
import shutil
from contextlib import ExitStack
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.cache import cache
from django.db import transaction

from ..actions.register import import_register
from .models import LOAD_MOVES, LoadState, RegisterLoad
from .reader import NotTheRegister

logger = logging.getLogger(__name__)
TO_WORK_ON = (LoadState.UPLOADED, LoadState.WANTED)
PROGRESS_SECONDS = 3600


def upload_progress(load: RegisterLoad) -> int:
    """Return the number of rows that have been read of a file in progress."""
    return int(cache.get(_key(load.pk)) or 0)


def work_on(pk: int, now: datetime) -> str:
    """Check or load one upload and return its new state; empty when another worker has it or there is none.

    The load and the change of state are one transaction.
    """
    with transaction.atomic():
        waiting = RegisterLoad.objects.select_for_update(skip_locked=True).filter(pk=pk, state__in=TO_WORK_ON)
        load = waiting.select_related("uploaded_by").first()
        if load is None:
            return ""
        try:
            with transaction.atomic():
                _run(load, now)
        except NotTheRegister as error:
            LOAD_MOVES.make(load, "refuse", report=[str(error)], settled_at=now)
        except Exception:
            logger.exception("The register upload %s could not be worked on", pk)
            sentence = "This file could not be loaded, and nothing was changed. The server’s log says why."
            LOAD_MOVES.make(load, "refuse", report=[sentence], settled_at=now)
    cache.delete(_key(pk))
    return load.state


def waiting() -> list[int]:
    """Return the keys of the uploads for a worker to process, oldest first."""
    rows = RegisterLoad.objects.filter(state__in=TO_WORK_ON).order_by("uploaded_at", "pk")
    return list(rows.values_list("pk", flat=True))


def _run(load: RegisterLoad, now: datetime) -> None:
    checks = load.state == LoadState.UPLOADED
    with TemporaryDirectory() as folder:
        report = import_register(
            _unzipped(load.content, Path(folder) / "register.csv"),
            links=_unzipped(load.links, Path(folder) / "links.csv") if load.links else None,
            by=load.uploaded_by,
            now=now,
            dry_run=checks,
            allow_shorter=True,  # the page shows the figures, and `want_load` has asked
            progress=lambda rows: cache.set(_key(load.pk), rows, PROGRESS_SECONDS),
        )
    results = {"report": report.lines(), "changes": report.changes, "shortfall": report.shortfall}
    LOAD_MOVES.make(load, "check" if checks else "load", **results, **({} if checks else {"settled_at": now}))


def _unzipped(content: Any, path: Path) -> Path:
    with ExitStack() as stack:
        source = stack.enter_context(gzip.open(BytesIO(bytes(content)), "rb"))
        shutil.copyfileobj(source, stack.enter_context(path.open("wb")), 1 << 20)
    return path


def _key(pk: int) -> str:
    return f"register-load:{pk}"
