"""The drill of a back-up: written, restored into an empty database beside, and every row counted, as an operator does it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from psycopg.sql import SQL, Identifier

from bench.databases import maintenance_cursor
from scripts.places import ROOT
from scripts.postgres import programs

RESTORED = "restored"
AIM = 30
"""Minutes for the national set. That every row and file comes back is what tests/common/test_backups.py compares."""


@dataclass(frozen=True)
class Drill:
    """How long a drill took, in seconds, and the megabytes of the back-up."""

    megabytes: float
    backup: float
    restore: float

    @property
    def minutes(self) -> float:
        """Return the minutes of both together."""
        return (self.backup + self.restore) / 60


def measured() -> Drill:
    """Back the database up, encrypted by nothing, and restore it beside. Raises CalledProcessError when a command fails."""
    name = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory() as folder:
        backup = _timed("backup", folder)
        (path,) = Path(folder).glob("sustaining-*.tar")
        megabytes = path.stat().st_size / 1_000_000
        with maintenance_cursor() as cursor:
            cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(RESTORED)))
        url = os.environ["DATABASE_URL"].replace(f"/{name}?", f"/{RESTORED}?")
        restore = _timed("restore", str(path), DATABASE_URL=url, FILES_DIR=f"{folder}/files")
        with maintenance_cursor() as cursor:
            cursor.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(RESTORED)))
    return Drill(megabytes, backup, restore)


def table(drill: Drill) -> str:
    """Return markdown: megabytes, seconds of each half, minutes of both."""
    return (
        "| back-up, MB | written and read again, s | restored and counted, s | together, minutes |\n|---:|---:|---:|---:|\n"
        f"| {drill.megabytes:.0f} | {drill.backup:.0f} | {drill.restore:.0f} | {drill.minutes:.1f} |"
    )


def _timed(*command: str, **environment: str) -> float:
    """Run manage.py to its end and return the seconds it took."""
    path = f"{programs()}:{os.environ['PATH']}"  # a pg_dump of the server's own version
    environment = {**os.environ, **environment, "PATH": path}
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began
