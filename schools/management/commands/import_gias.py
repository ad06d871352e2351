"""`manage.py import_gias FILE [--links FILE] [--allow-shorter] [--dry-run]`: load the DfE's register of schools."""

from __future__ import annotations

import sys
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from schools.actions.register import import_register
from schools.gias.reader import NotTheRegister, ShorterThanKnown, count_lines


class Command(BaseCommand):
    """Load the register (GIAS). Loading the same file again changes nothing."""

    help = "Load the DfE's register of schools (GIAS CSV). Nothing is deleted; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the CSV that GIAS offers for download")
        parser.add_argument(
            "--links", metavar="FILE", help="GIAS’s file of links: schools that became others are followed"
        )
        parser.add_argument(
            "--allow-shorter",
            action="store_true",
            help="load a file that is much shorter than the register, or that is cut off in a row",
        )
        parser.add_argument("--dry-run", action="store_true", help="work everything out, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with tqdm(unit=" rows", file=sys.stderr, disable=None, total=count_lines(options["file"])) as bar:
                report = import_register(
                    options["file"],
                    links=options["links"],
                    by=get_user_model().objects.system(),
                    now=timezone.now(),
                    dry_run=options["dry_run"],
                    allow_shorter=options["allow_shorter"],
                    progress=lambda rows: bar.update(rows - bar.n),
                )
        except ShorterThanKnown as error:
            raise CommandError(f"{error} Download it again, or use --allow-shorter to load it anyway.") from error
        except (NotTheRegister, OSError) as error:
            raise CommandError(str(error)) from error
        for line in report.lines():
            self.stdout.write(line)
        if options["dry_run"]:
            for change in report.changes:
                self.stdout.write(f"  {change}")
            self.stdout.write("Nothing was changed: this was a dry run.")
