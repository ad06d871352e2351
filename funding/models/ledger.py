"""The ledger: append-only entries, each with two sides."""

from __future__ import annotations

from functools import reduce
from operator import or_

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schools.models import Hub, School
from schools.roles import MONEY_READERS
from schools.scope import scoped_by_participation

from ..choices import SIDES, Account, EntryKind
from ..querysets import EntryQuerySet
from ..triggers import APPLY_ENTRY_TO_GRANT, CLAIM_AGREES_WITH_LEDGER_ON_ENTRY, LOCK_GRANT_FIRST
from .claims import Claim
from .grants import Grant

_ABOUT_THE_GRANT = (EntryKind.OPEN, EntryKind.CLOSE, EntryKind.OPENING, EntryKind.UNOPENING)


def _both_sides() -> Q:
    """Return the condition that each kind of entry moves between its own two accounts, so that every entry balances."""
    return reduce(or_, (Q(kind=kind, source=source, target=target) for kind, (source, target) in SIDES.items()))


class Entry(models.Model):
    """A movement of `amount` GBP between two accounts of a grant, from `source` to `target`, with who, when and why.

    One row holds both sides, so that the ledger always balances.

    Its trigger updates the grant's figures and refuses, with a sentence, more than the grant holds. `at` is when the money
    moved: for an opening entry the day of the payment, which is before the entry was written.
    """

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="entries")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="entries", null=True, blank=True)
    kind = models.CharField(max_length=10, choices=EntryKind)
    source = models.CharField("from", max_length=10, choices=Account)
    target = models.CharField("to", max_length=10, choices=Account)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="entries")
    at = models.DateTimeField()

    objects = scoped_by_participation("grant__participation", MONEY_READERS, queryset=EntryQuerySet)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "ledger entry"
        verbose_name_plural = "ledger entries"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="entry_is_positive"),
            models.CheckConstraint(condition=_both_sides() & ~Q(source=F("target")), name="entry_has_its_two_sides"),
            models.CheckConstraint(
                condition=Q(kind__in=_ABOUT_THE_GRANT, claim__isnull=True)
                | (~Q(kind__in=_ABOUT_THE_GRANT) & Q(claim__isnull=False)),
                name="entry_names_its_claim",
            ),
        ]
        indexes = [models.Index(fields=["at", "kind"], name="entry_by_time")]
        triggers = [
            LOCK_GRANT_FIRST,
            APPLY_ENTRY_TO_GRANT,
            CLAIM_AGREES_WITH_LEDGER_ON_ENTRY,
            pgtrigger.Protect(name="entries_stand", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.amount} for {self.claim or self.grant}"

    @property
    def school(self) -> School:
        """Return the grant's school."""
        return self.grant.participation.school

    @property
    def taken_back(self) -> str:
        """Return what the entry reverses: an approval, a payment or a repayment; empty when it reverses nothing by mistake."""
        reversals = {EntryKind.UNCOMMIT: "approval", EntryKind.RECALL: "payment", EntryKind.UNRECOVER: "repayment"}
        return reversals.get(EntryKind(self.kind), "")

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.grant.participation.hub
