"""Payments that a hub made before it used the site: what a list says of each, beside its opening entry in the ledger."""

from __future__ import annotations

from decimal import Decimal

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.models import Hub, School
from schools.roles import MONEY_READERS
from schools.scope import scoped_by_participation
from sustaining.common.moves import done_by_somebody, protect_from_delete, protect_identity

from ..querysets import OpeningPaymentQuerySet
from ..triggers import OPENING_HAS_ITS_ENTRY, OPENING_IS_REVERSED_ONCE
from .ledger import Entry


@pghistory.track()
class OpeningPayment(models.Model):
    """A payment that was made outside the site. Nothing pays it again: it has no claim, and no run or file takes it in.

    `source` and `source_row` say which list it came from, and in which row. `reopened` is what a closed grant was opened by
    again, GBP, to hold it.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="opening_payment")
    paid_on = models.DateField("date paid")
    reference = models.CharField(max_length=100, blank=True)
    purpose = models.CharField("what for", max_length=200, blank=True)
    source = models.CharField("list", max_length=120)
    source_row = models.PositiveIntegerField("row in the list")
    reopened = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal(0), editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="openings_recorded")
    recorded_at = models.DateTimeField()
    reversal = models.OneToOneField(Entry, models.PROTECT, null=True, blank=True, related_name="reversed_opening")
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="openings_reversed"
    )
    reversed_at = models.DateTimeField(null=True, blank=True)
    reverse_reason = models.TextField("why it was reversed", blank=True, default="")

    objects = scoped_by_participation("entry__grant__participation", MONEY_READERS, queryset=OpeningPaymentQuerySet)

    class Meta:
        ordering = ["paid_on", "pk"]
        verbose_name = "earlier payment"
        verbose_name_plural = "earlier payments"
        constraints = [
            done_by_somebody("reversed", name="opening_reversed_with_reason", reason="reverse_reason"),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversal__isnull=True)
                | Q(reversed_at__isnull=False, reversal__isnull=False),
                name="opening_reversed_in_the_ledger",
            ),
            models.CheckConstraint(condition=Q(reopened__gte=0), name="opening_reopens_no_less_than_nothing"),
        ]
        triggers = [
            OPENING_HAS_ITS_ENTRY,
            OPENING_IS_REVERSED_ONCE,
            protect_identity(
                "openings_stay_as_they_were",
                "entry_id",
                "paid_on",
                "source",
                "source_row",
                "reopened",
                "recorded_by_id",
                "recorded_at",
                sentence="A payment that was brought in stays as it was. Undo its list, and upload a corrected one.",
            ),
            protect_from_delete("openings_stay"),
        ]

    def __str__(self) -> str:
        return f"Payment to {self.school} on {self.paid_on:%-d %B %Y}"

    @property
    def school(self) -> School:
        """Return the school that was paid."""
        return self.entry.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.entry.hub
