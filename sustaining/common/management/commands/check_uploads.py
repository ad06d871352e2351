"""`manage.py check_uploads`: check the uploaded files that wait, as the worker does; for cron and tests."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sustaining.common.tasks import check_uploads


class Command(BaseCommand):
    """Check the uploaded files that wait."""

    help = "Check the uploaded files that wait. Safe to repeat, and to run beside workers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many files were checked and how many were refused."""
        counts = check_uploads()
        self.stdout.write(", ".join(f"{count} {state}" for state, count in counts.items()) or "Nothing waits.")
