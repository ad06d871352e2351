"""`manage.py demo`: a fictional hub, its people and a year of work; prints the sign-ins."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from sustaining.outbox.management.commands.send_due_reminders import moment
from sustaining.sampledata.demo import applying, build, data


class Command(BaseCommand):
    """Load the demo. A second run changes nothing."""

    help = "Load a fictional hub with a year of work, and print its sign-ins. A second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", metavar="ISO-TIME", help="build the year up to this time instead of now")
        parser.add_argument("--even-in-production", action="store_true", help="load it although DEBUG is off")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["even_in_production"]:
            raise CommandError("The demo has well-known passwords: it is for DEBUG=true (or --even-in-production).")
        now = moment(options["at"]) if options["at"] else timezone.now()
        if not build.is_built():
            with transaction.atomic():
                build.build(now)
        self.stdout.write(f"Sign in with the password {data.PASSWORD}:")
        for email, role, name in data.SIGN_INS:
            self.stdout.write(f"  {email:<26} {role} ({name})")
        self.stdout.write(
            f"A school is writing its application, without an account: {applying.draft_link(timezone.now())}"
        )
