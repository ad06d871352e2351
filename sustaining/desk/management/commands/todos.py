"""`manage.py todos`: list what the desk asks of each role."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sustaining.desk.todo_list import as_markdown


class Command(BaseCommand):
    """List, for each role, the to-dos and coming dates of the desk and the function behind each."""

    help = "List what the desk asks of each role. docs/desk.md ends with this list."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_markdown())
