"""`manage.py deliver_emails`: send the outbox, as the worker does; for cron and tests."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sustaining.outbox.delivery import deliver_all


class Command(BaseCommand):
    """Send what waits in the outbox."""

    help = "Send what waits in the outbox. Safe to repeat, and to run beside workers."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = deliver_all(timezone.now)
        self.stdout.write(", ".join(f"{n} {outcome}" for outcome, n in counts.items()) or "Nothing to send.")
