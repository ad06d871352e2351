"""Write a back-up of the database and the files."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from sustaining.common.backups import BackupFailed, make_backup
from sustaining.common.counts import counted
from sustaining.common.database_settings import connect_directly
from sustaining.outbox.models import Backup


class Command(BaseCommand):
    """Write the database and every attachment into one verified file, encrypted to BACKUP_RECIPIENT if it is set."""

    help = "Back up the database and the files together."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder, and how many back-ups to keep there."""
        parser.add_argument("folder", type=Path, help="where the back-up is written")
        parser.add_argument("--keep", type=int, default=0, help="delete older back-ups beyond this number; 0 keeps all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the back-up, say what it holds, and delete those beyond `--keep`."""
        began = time.monotonic()
        connect_directly()
        folder = options["folder"].resolve()
        try:
            path, manifest = make_backup(folder, timezone.now(), recipient=settings.BACKUP_RECIPIENT)
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{path}: {sum(manifest.rows.values()):,} rows in {len(manifest.rows)} tables, "
            f"{counted(len(manifest.files), 'file')}, verified, {time.monotonic() - began:.0f} s"
        )
        if manifest.gone:
            self.stdout.write(f"{counted(len(manifest.gone), 'file')} named by a row could not be read.")
        if not settings.BACKUP_RECIPIENT:
            self.stdout.write("Not encrypted: set BACKUP_RECIPIENT to a public key of age.")
        self._record(path)
        if options["keep"]:
            for old in sorted(folder.glob("sustaining-*.tar*"))[: -options["keep"]]:
                old.unlink()
                self.stdout.write(f"Deleted {old.name}")

    def _record(self, path: Path) -> None:
        """Record the back-up for `doctor` and the metrics. Report a database without their table, which is still backed up."""
        is_encrypted = bool(settings.BACKUP_RECIPIENT)
        try:
            Backup.objects.create(made_at=timezone.now(), size=path.stat().st_size, is_encrypted=is_encrypted)
        except DatabaseError as error:
            reason = str(error).partition("\n")[0]
            self.stderr.write(f"The back-up is complete, but could not be recorded: {reason}")
