"""`manage.py events`: list the events and their handlers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sustaining.common.events import as_markdown


class Command(BaseCommand):
    """List the events with their handlers in the order in which they run."""

    help = "List the events with their handlers in order. docs/events.md ends with this list."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_markdown())
