"""List every kind of email that the site writes."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand

from sustaining.outbox.kinds import KINDS, EmailKind


class Command(BaseCommand):
    """`manage.py email_kinds`: name, category, when it goes, and whether it is asked again before it goes."""

    help = "List every kind of email: its name, category, when it goes, and how it is known to be still true."

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = sorted(KINDS.values(), key=lambda kind: (kind.area, kind.name))
        for area, kinds_of_area in groupby(kinds, key=lambda kind: kind.area):
            self.stdout.write(self.style.MIGRATE_HEADING(area))
            for kind in kinds_of_area:
                self.stdout.write(f"  {kind.name:<28}{kind.category or '':<10}{_clock(kind):<7}{kind.goes_when}")
                self.stdout.write(f"  {'':<28}{_asked_again(kind)}")


def _clock(kind: EmailKind) -> str:
    return "clock" if kind.occasions else "event"


def _asked_again(kind: EmailKind) -> str:
    if kind.still_true is not None:
        return f"asked again by {kind.still_true.__name__}: {', '.join(kind.facts) or 'the reader'}"
    return f"always true: {kind.always_true}"
