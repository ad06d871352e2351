"""Payments, audit samples and recoveries."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from schools.models import Hub, School
from schools.roles import MONEY_READERS
from schools.scope import scoped_by_participation
from sustaining.common.moves import Moves, done_by_somebody, protect_from_delete
from sustaining.common.status import StatusMixin

from ..choices import (
    NOT_PAYING,
    PAYMENT_STATUSES,
    RECOVERY_STATUSES,
    SAMPLED_STATUSES,
    ClaimState,
    PaymentState,
    RecoveryState,
    SampledState,
)
from ..querysets import HubMoneyQuerySet, PaymentQuerySet
from ..triggers import (
    HOLD_PAYMENTS_STILL,
    RECALL_WITH_ITS_RUN,
    RECOVER_NO_MORE_THAN_PAID,
    REINSTATE_A_PAID_CLAIM,
    another_person,
)
from .claims import Claim
from .grants import PENNY
from .runs import PaymentRun

PAYMENT_MOVES = Moves(
    start={PaymentState.SENT},
    confirm=({PaymentState.SENT}, PaymentState.CONFIRMED),
    unconfirm=({PaymentState.CONFIRMED}, PaymentState.SENT),
    give_back=({PaymentState.SENT, PaymentState.CONFIRMED}, PaymentState.RETURNED),
    reinstate=({PaymentState.RETURNED}, PaymentState.SENT),
    recall=({PaymentState.SENT}, PaymentState.RECALLED),
    final={
        PaymentState.RECALLED: (
            "its run is prepared again. When the run is released, each claim and month of release pay has a new payment."
        )
    },
)
"""Moves of a payment of a claim, and of one of release pay."""
SAMPLED_MOVES = Moves(
    start={SampledState.ASKED},
    answer=({SampledState.ASKED, SampledState.ANSWERED}, SampledState.ANSWERED),
    accept=({SampledState.ANSWERED}, SampledState.ACCEPTED),
    refuse=({SampledState.ASKED, SampledState.ANSWERED}, SampledState.NOT_ACCEPTED),
    reconsider=({SampledState.ACCEPTED, SampledState.NOT_ACCEPTED}, SampledState.ANSWERED),
    one_way={
        "answer": "the hub reviews it. The school can add more until then.",
        "refuse": "a finding that no evidence came is withdrawn, and the school can then add evidence.",
    },
)
AGREED_BY_ANOTHER = "A recovery must be approved by someone other than the person who requested it."

RECOVERY_MOVES = Moves(
    start={RecoveryState.REQUESTED},
    agree=({RecoveryState.REQUESTED}, RecoveryState.AGREED),
    drop=({RecoveryState.REQUESTED, RecoveryState.AGREED}, RecoveryState.DROPPED),
    settle=({RecoveryState.AGREED}, RecoveryState.SETTLED),
    unsettle=({RecoveryState.SETTLED}, RecoveryState.AGREED),
    restore=({RecoveryState.DROPPED}, RecoveryState.REQUESTED),
)


class PaymentStatus(StatusMixin):
    """What is asked of a payment by its state, be it of a claim or of release pay."""

    STATUSES = PAYMENT_STATUSES

    @property
    def is_paying(self) -> bool:
        """Return whether it was neither returned nor reversed."""
        return self.state not in NOT_PAYING

    @property
    def has_result(self) -> bool:
        """Return whether the finance system has answered."""
        return self.state != PaymentState.SENT


@pghistory.track()
class Payment(PaymentStatus, models.Model):
    """A payment of one claim by the lead school. A claim has at most one that was not returned.

    `paid_to` is the payee in the file that finance paid by. `correction` says why a payment that was recorded as unpaid was
    made after all.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="payments")
    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="payments")
    state = models.CharField(max_length=10, choices=PaymentState, default=PaymentState.SENT)
    amount = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(PENNY)])
    paid_on = models.DateField()
    paid_to = models.CharField(max_length=120, blank=True, default="", db_default="")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="payments_recorded")
    recorded_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="payments_answered"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField("why it was returned", max_length=300, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="payments_corrected"
    )
    corrected_at = models.DateTimeField(null=True, blank=True)
    correction = models.TextField("why it was not unpaid after all", blank=True, default="", db_default="")

    objects = scoped_by_participation("claim__grant__participation", MONEY_READERS, queryset=PaymentQuerySet)

    class Meta:
        ordering = ["-paid_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=~Q(state__in=("returned", "recalled")),
                name="one_payment_a_claim",
                violation_error_message="This claim has already been paid.",
            ),
            models.UniqueConstraint(
                fields=["claim", "run"], condition=~Q(state="recalled"), name="one_payment_a_claim_and_run"
            ),
        ]
        triggers = [
            PAYMENT_MOVES.trigger("payment_moves"),
            HOLD_PAYMENTS_STILL,
            REINSTATE_A_PAID_CLAIM,
            RECALL_WITH_ITS_RUN,
            protect_from_delete("payments_stay"),
        ]

    def __str__(self) -> str:
        return f"Payment of {self.claim}"

    @property
    def paid_for(self) -> Claim:
        """Return what it pays: a claim."""
        return self.claim

    @property
    def school(self) -> School:
        """Return the school that was paid."""
        return self.claim.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.claim.hub

    @property
    def hub_id(self) -> int:
        """Return the key of its hub, without reading the hub."""
        return self.claim.grant.participation.hub_id

    @property
    def payee(self) -> str:
        """Return who was paid; payments of before the site kept it were made to whom the claim names."""
        return self.paid_to or self.claim.payee or str(self.claim.school)

    @property
    def is_being_recovered(self) -> bool:
        """Return whether a repayment of its claim has been requested and not cancelled."""
        return any(recovery.state != RecoveryState.DROPPED for recovery in self.claim.recoveries.all())

    @property
    def can_be_corrected(self) -> bool:
        """Return whether it is recorded as unpaid, and its claim is still approved for it and in no other run yet."""
        is_waiting = self.claim.state == ClaimState.APPROVED and self.claim.approved == self.amount
        return self.state == PaymentState.RETURNED and is_waiting


@pghistory.track()
class Sample(models.Model):
    """A random sample of paid claims. `seed` and `drawn_from` (the keys to choose from) let anybody repeat the draw."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="samples")
    academic_year = models.PositiveSmallIntegerField()
    seed = models.PositiveBigIntegerField()
    drawn_from = models.JSONField()
    answer_by = models.DateField("evidence by")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="samples_drawn")
    drawn_at = models.DateTimeField()

    objects = HubMoneyQuerySet.as_manager()

    class Meta:
        verbose_name = "audit sample"
        verbose_name_plural = "audit samples"
        ordering = ["-drawn_at"]
        triggers = [pgtrigger.Protect(name="samples_stand", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Sample {self.pk}"


@pghistory.track()
class SampledClaim(StatusMixin, models.Model):
    """A sampled claim: its school gives evidence, which the hub reviews."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="sampled")
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="sampled")
    state = models.CharField(max_length=10, choices=SampledState, default=SampledState.ASKED)
    words = models.TextField("what the school says", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="evidence_given"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    finding = models.TextField(blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="evidence_judged"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="findings_reopened"
    )
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopen_reason = models.TextField(blank=True, default="", db_default="")

    STATUSES = SAMPLED_STATUSES

    objects = scoped_by_participation("claim__grant__participation", MONEY_READERS)

    class Meta:
        ordering = ["claim__reference"]
        verbose_name = "sampled claim"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "refused")) | Q(judged_by__isnull=False), name="judged_by_somebody"
            ),
            done_by_somebody("reopened", name="finding_reopened_by_somebody", reason="reopen_reason"),
        ]
        triggers = [SAMPLED_MOVES.trigger("sampled_moves"), protect_from_delete("sampled_claims_stay")]

    def __str__(self) -> str:
        return f"{self.claim} in {self.sample}"

    @property
    def is_asked(self) -> bool:
        """Return whether its school is still to give evidence."""
        return self.state == SampledState.ASKED

    @property
    def school(self) -> School:
        """Return the school that gives evidence."""
        return self.claim.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.claim.hub


@pghistory.track()
class Recovery(StatusMixin, models.Model):
    """A recovery of money from a school: requested by one person, approved by another, settled when repaid.

    `reverse_reason` says why a repayment that was recorded had not come in after all.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="recoveries")
    state = models.CharField(max_length=10, choices=RecoveryState, default=RecoveryState.REQUESTED)
    amount = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(PENNY)])
    reason = models.TextField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recoveries_requested")
    requested_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="recoveries_agreed"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="recoveries_settled"
    )
    settled_on = models.DateField(null=True, blank=True)
    drop_reason = models.TextField(blank=True)
    restored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="recoveries_restored"
    )
    restored_at = models.DateTimeField(null=True, blank=True)
    restore_reason = models.TextField(blank=True, default="", db_default="")
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="repayments_reversed"
    )
    reversed_at = models.DateTimeField(null=True, blank=True)
    reverse_reason = models.TextField(blank=True, default="", db_default="")

    STATUSES = RECOVERY_STATUSES

    objects = scoped_by_participation("claim__grant__participation", MONEY_READERS)

    class Meta:
        ordering = ["-requested_at"]
        verbose_name_plural = "recoveries"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="recovery_is_positive"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("requested_by")),
                name="recovery_agreed_by_another",
                violation_error_message=AGREED_BY_ANOTHER,
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("agreed", "settled")) | Q(agreed_by__isnull=False),
                name="recovery_agreed_by_somebody",
            ),
            done_by_somebody("restored", name="recovery_restored_by_somebody", reason="restore_reason"),
            done_by_somebody("reversed", name="repayment_reversed_by_somebody", reason="reverse_reason"),
            models.CheckConstraint(
                condition=Q(state="settled", settled_by__isnull=False, settled_on__isnull=False)
                | (~Q(state="settled") & Q(settled_by__isnull=True, settled_on__isnull=True)),
                name="recovery_settled_by_somebody",
            ),
        ]
        triggers = [
            RECOVERY_MOVES.trigger("recovery_moves"),
            another_person("recovery_agreed_by_another", "agreed_by_id", ("requested_by_id",), AGREED_BY_ANOTHER),
            RECOVER_NO_MORE_THAN_PAID,
            protect_from_delete("recoveries_stay"),
        ]

    def __str__(self) -> str:
        return f"Recovery of {self.amount} from {self.claim}"

    @property
    def school(self) -> School:
        """Return the school that repays."""
        return self.claim.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.claim.hub

    @property
    def is_requested(self) -> bool:
        """Return whether it waits for somebody to agree."""
        return self.state == RecoveryState.REQUESTED

    @property
    def is_settled(self) -> bool:
        """Return whether it is recorded as repaid."""
        return self.state == RecoveryState.SETTLED
