"""`manage.py states`: list the state machines with their moves and ways back."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sustaining.common.states import as_markdown


class Command(BaseCommand):
    """List the state machines of all models."""

    help = "List the state machines with their moves and ways back. docs/states.md ends with this list."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_markdown())
