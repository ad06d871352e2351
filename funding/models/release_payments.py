"""Payments of Specialists' release pay: one for each month in a released payment run."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from schools.models import Hub, School
from sustaining.common.moves import done_by_somebody, protect_from_delete

from .. import release_triggers as triggers
from ..choices import PaymentState, ReleaseState
from ..querysets import ReleasePaymentQuerySet
from .grants import PENNY
from .payments import PAYMENT_MOVES, PaymentStatus
from .release_pay import ReleaseMonth
from .runs import PaymentRun


@pghistory.track()
class ReleasePayment(PaymentStatus, models.Model):
    """A payment of one month of release pay. A month has at most one that was neither returned nor reversed.

    `correction` says why a payment that was recorded as unpaid was made after all.
    """

    month = models.ForeignKey(ReleaseMonth, models.PROTECT, related_name="payments")
    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="release_payments")
    state = models.CharField(max_length=10, choices=PaymentState, default=PaymentState.SENT)
    amount = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(PENNY)])
    paid_on = models.DateField()
    paid_to = models.CharField(max_length=120)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField("why it was returned", max_length=300, blank=True)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    corrected_at = models.DateTimeField(null=True, blank=True)
    correction = models.TextField("why it was not unpaid after all", blank=True, default="", db_default="")

    objects = ReleasePaymentQuerySet.as_manager()

    class Meta:
        ordering = ["-paid_on", "-pk"]
        verbose_name = "payment of release pay"
        verbose_name_plural = "payments of release pay"
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=~Q(state__in=("returned", "recalled")),
                name="one_payment_a_release_month",
                violation_error_message="This month has already been paid.",
            ),
            models.UniqueConstraint(
                fields=["month", "run"], condition=~Q(state="recalled"), name="one_payment_a_release_month_and_run"
            ),
            done_by_somebody("corrected", name="release_payment_corrected_by_somebody", reason="correction"),
        ]
        triggers = [
            PAYMENT_MOVES.trigger("release_payment_moves"),
            triggers.RELEASE_PAYMENT_STANDS,
            triggers.REINSTATE_A_PAID_MONTH,
            protect_from_delete("release_payments_stay"),
        ]

    def __str__(self) -> str:
        return f"Payment of {self.month}"

    @property
    def paid_for(self) -> ReleaseMonth:
        """Return what it pays: a month of release pay."""
        return self.month

    @property
    def school(self) -> School:
        """Return the school that was paid."""
        return self.month.home_school

    @property
    def hub(self) -> Hub:
        """Return the hub that paid."""
        return self.month.hub

    @property
    def hub_id(self) -> int:
        """Return the key of its hub, without reading the hub."""
        return self.month.hub_id

    @property
    def payee(self) -> str:
        """Return who was paid."""
        return self.paid_to

    @property
    def can_be_corrected(self) -> bool:
        """Return whether it is recorded as unpaid, and its month is approved and in no other run yet."""
        return self.state == PaymentState.RETURNED and self.month.state == ReleaseState.APPROVED

    @property
    def is_being_recovered(self) -> bool:
        """Return False: repayments of release pay are settled with the school, not on the site."""
        return False
