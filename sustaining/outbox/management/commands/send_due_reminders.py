"""`manage.py send_due_reminders [--at ISO-TIME]`: what Celery beat does each minute, for cron and for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from sustaining.common.counts import counted
from sustaining.outbox import actions
from sustaining.outbox.delivery import deliver_all
from sustaining.outbox.scheduled import due_work


def moment(text: str) -> datetime:
    """Return the aware time of an ISO string, London's without an offset. Raise CommandError."""
    try:
        parsed = parse_datetime(text)
    except ValueError:
        parsed = None
    if parsed is None:
        raise CommandError(f"{text!r} is not a time. Write it like 2026-11-04T09:00 or 2026-11-04T09:00+00:00.")
    return parsed if timezone.is_aware(parsed) else timezone.make_aware(parsed)


class Command(BaseCommand):
    """Write the reminders due now (or at a given time) into the outbox, and send them."""

    help = "Write the reminders that are due into the outbox, and send them. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", metavar="ISO-TIME", help="as if it were this time (London's, unless it says)")
        parser.add_argument("--write-only", action="store_true", help="leave the sending to the worker")

    def handle(self, *args: Any, **options: Any) -> None:
        now = moment(options["at"]) if options["at"] is not None else timezone.now()
        written = actions.write_due_reminders(None, by=get_user_model().objects.system(), now=now)
        self.stdout.write(f"{counted(len(written), 'reminder').capitalize()} written.")
        if scheduled := sum(due_work.collect(now)):
            self.stdout.write(f"{counted(scheduled, 'email')} of scheduled messages written.")
        if not options["write_only"]:
            counts = deliver_all(lambda: now if options["at"] is not None else timezone.now())
            self.stdout.write(", ".join(f"{n} {outcome}" for outcome, n in counts.items()) or "Nothing to send.")
