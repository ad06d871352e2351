"""`manage.py reconcile`: recalculate every figure from the ledger and report differences."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from funding.models import Entry, Grant
from funding.reconciliation import differences
from sustaining.common.money import format_pounds


class Command(BaseCommand):
    help = "Recompute every figure of every grant, claim and payment from the ledger; exits 1 when anything differs."

    def handle(self, *args: Any, **options: Any) -> None:
        sentences = list(differences())
        for sentence in sentences:
            self.stderr.write(sentence)
        figures = Entry.objects.figures()
        totals = ", ".join(
            f"{name} {format_pounds(figures[name])}" for name in ("granted", "committed", "paid", "recovered")
        )
        self.stdout.write(f"{Grant.objects.count()} grants, {Entry.objects.count()} entries: {totals}.")
        if sentences:
            raise CommandError(
                f"{len(sentences)} {'difference' if len(sentences) == 1 else 'differences'}: see above.", returncode=1
            )
        self.stdout.write("The books agree with the ledger.")
