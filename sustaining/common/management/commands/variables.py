"""Print every variable of the environment that the settings read."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sustaining.common.environment import ENVIRONMENT
from sustaining.common.variables import as_markdown


class Command(BaseCommand):
    """Print the variables as the page `docs/configuration.md`: name, whether it is needed, default and what it is for."""

    help = "Print every variable of the environment with its default."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page to standard output."""
        self.stdout.write(as_markdown(ENVIRONMENT), ending="")
