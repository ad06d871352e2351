"""`manage.py save_lists`: save the long lists that wait, as the worker does; for cron and tests."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sustaining.onboarding.tasks import save_lists


class Command(BaseCommand):
    """Save the long lists that wait."""

    help = "Save the long lists that hubs have uploaded and confirmed. Safe to repeat, and to run beside workers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many lists were saved and how many were refused."""
        counts = save_lists()
        self.stdout.write(", ".join(f"{count} {state}" for state, count in counts.items()) or "Nothing waits.")
