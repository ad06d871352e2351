"""`manage.py statuses`: list what each state is called on pages, and who acts next."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sustaining.common.status import as_markdown


class Command(BaseCommand):
    """List the statuses of all models."""

    help = "List what each state is called on pages, and who acts next. docs/content.md ends with this table."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_markdown())
