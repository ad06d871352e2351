"""`manage.py seed --scale national --rng 1`: invented data of a whole programme, for measuring and for trying out."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sustaining.outbox.management.commands.send_due_reminders import moment
from sustaining.sampledata.demo.data import PASSWORD
from sustaining.sampledata.seed import build, ground
from sustaining.sampledata.seed.scale import SCALES


class Command(BaseCommand):
    """Fill the database with invented hubs, schools and years of work."""

    help = "Fill the database with invented hubs, schools and years of work; the same --rng draws the same."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=SCALES, default="hub", help="hub, region or national (default: hub)")
        parser.add_argument("--rng", type=int, default=1, metavar="NUMBER", help="what the draw begins with (1)")
        parser.add_argument("--at", metavar="ISO-TIME", help="build up to this time instead of now")
        parser.add_argument("--even-in-production", action="store_true", help="fill it although DEBUG is off")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["even_in_production"]:
            raise CommandError("The seed has well-known passwords: it is for DEBUG=true (or --even-in-production).")
        if build.is_built():
            raise CommandError("A seed is here already. Seed an empty database, or go on with what is there.")
        began = time.perf_counter()

        def report_progress(text: str) -> None:
            self.stdout.write(f"  {time.perf_counter() - began:6.1f} s  {text}")

        now = moment(options["at"]) if options["at"] else timezone.now()
        seed = build.build(options["scale"], options["rng"], now, report_progress)
        for what, number in sorted(seed.made.items()):
            self.stdout.write(f"{number:>9,}  {what}")
        self.stdout.write(f"{time.perf_counter() - began:.1f} s. Sign in with the password {PASSWORD}:")
        for email in ground.first_sign_ins(seed):
            self.stdout.write(f"  {email}")
