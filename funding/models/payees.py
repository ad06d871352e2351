"""Payees: whom a hub pays for a school, in versions that a second person confirms. No account number is kept."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import Hub, School
from sustaining.common.moves import Moves, done_by_somebody, protect_from_delete, protect_identity
from sustaining.common.status import StatusMixin

from ..choices import PAYEE_STATUSES, PayeeState
from ..querysets import PayeeQuerySet
from ..triggers import another_person

CONFIRMED_BY_ANOTHER = "A change of payee must be confirmed by someone other than the person who requested it."
NO_ACCOUNT_NUMBERS = "Bank reference must not contain six digits or more: never enter an account number or a sort code."
ACCOUNT_NUMBER = r"[0-9]([ -]?[0-9]){5,}"
"""Six digits or more, also in groups: as long as a sort code, and shorter than any account number."""

PAYEE_MOVES = Moves(
    start={PayeeState.REQUESTED},
    confirm=({PayeeState.REQUESTED}, PayeeState.CONFIRMED),
    cancel=({PayeeState.REQUESTED}, PayeeState.CANCELLED),
    final={
        PayeeState.CONFIRMED: "the next payment uses it. Request another change to replace it.",
        PayeeState.CANCELLED: "request the change again.",
    },
)


@pghistory.track()
class PayeeDetails(StatusMixin, models.Model):
    """A version of whom a hub pays for a school: requested by one person, confirmed by another. The newest confirmed counts.

    `vendor_number` is the payee's number in the hub's finance system, which alone holds the bank account. `bank_reference`
    is what the payee asks to read on its bank statement beside the claim's reference.
    """

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="payees")
    school = models.ForeignKey(School, models.PROTECT, related_name="payees")
    state = models.CharField(max_length=10, choices=PayeeState, default=PayeeState.REQUESTED)
    name = models.CharField("pay to", max_length=120)
    vendor_number = models.CharField(max_length=30, blank=True)
    bank_reference = models.CharField(max_length=18, blank=True)
    remittance_email = models.EmailField("email for remittance advice", blank=True)
    reason = models.CharField("why it changes", max_length=300)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="payees_requested")
    requested_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="payees_confirmed"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True, default="")

    STATUSES = PAYEE_STATUSES

    objects = PayeeQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = "payee details"
        verbose_name_plural = "payee details"
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "school"],
                condition=Q(state="requested"),
                name="one_payee_change_at_a_time",
                violation_error_message="A change for this school is waiting already. Confirm or cancel it first.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("requested_by")),
                name="payee_confirmed_by_another",
                violation_error_message=CONFIRMED_BY_ANOTHER,
            ),
            done_by_somebody("confirmed", name="payee_confirmed_by_somebody"),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_by__isnull=False)
                | (~Q(state="confirmed") & Q(confirmed_by__isnull=True)),
                name="confirmed_payee_has_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(bank_reference__regex=ACCOUNT_NUMBER),
                name="no_account_number_as_reference",
                violation_error_message=NO_ACCOUNT_NUMBERS,
            ),
        ]
        triggers = [
            PAYEE_MOVES.trigger("payee_moves"),
            another_person("payee_confirmed_by_another", "confirmed_by_id", ("requested_by_id",), CONFIRMED_BY_ANOTHER),
            protect_identity(
                "payee_details_stand",
                "hub_id",
                "school_id",
                "name",
                "vendor_number",
                "bank_reference",
                "remittance_email",
                "reason",
                "requested_by_id",
                "requested_at",
                sentence="Payee details stay as they were requested. Request another change.",
            ),
            protect_from_delete("payee_details_stay"),
        ]

    def __str__(self) -> str:
        return f"Payee for {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("funding:payee-change", args=[self.pk])

    @property
    def is_requested(self) -> bool:
        """Return whether it waits for somebody to confirm it."""
        return self.state == PayeeState.REQUESTED
