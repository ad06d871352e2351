"""Restore a back-up into an empty database."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sustaining.common.backups import BackupFailed, open_backup, restore_backup, verify
from sustaining.common.counts import counted
from sustaining.common.database_settings import connect_directly


class Command(BaseCommand):
    """Verify a back-up and restore database and files, or verify it alone."""

    help = "Restore a back-up into an empty database, or check that one can be restored."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the back-up, the age identity that opens it, and whether to verify alone."""
        parser.add_argument("backup", type=Path)
        parser.add_argument("--identity", type=Path, help="file with the age identity of an encrypted back-up")
        parser.add_argument("--verify-only", action="store_true", help="read the back-up whole and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore or verify, and say what the back-up held and how long it took."""
        began = time.monotonic()
        connect_directly()
        path, identity = options["backup"].resolve(), options["identity"]
        try:
            if options["verify_only"]:
                with open_backup(path, identity) as plain:
                    manifest = verify(plain)
            else:
                manifest = restore_backup(path, identity=identity)
        except (BackupFailed, OSError) as error:
            raise CommandError(str(error)) from error
        did = "Verified" if options["verify_only"] else "Restored"
        self.stdout.write(
            f"{did} the back-up of {manifest.made_at}: {sum(manifest.rows.values()):,} rows, "
            f"{counted(len(manifest.files), 'file')}, {(time.monotonic() - began) / 60:.1f} minutes"
        )
        if not options["verify_only"]:
            self.stdout.write("Now run `migrate` with this release, and `check --deploy --database default`.")
