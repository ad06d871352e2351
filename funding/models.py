"""The £1000: grants, claims, payments, and the ledger that every figure comes from.

All money is GBP, Decimal, two places. What a school can never do, the database refuses: see `triggers.py`.
"""

from __future__ import annotations

from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import Hub, Participation, School
from schools.scope import PAYERS, scoped
from sustaining.common.moves import Moves, keep

from .choices import ClaimState, EntryKind, RunState
from .querysets import ClaimQuerySet, GrantQuerySet, RunQuerySet
from .triggers import COUNT_THE_ENTRY, HOLD_CLAIM_TO_GRANT, HOLD_LINES_STILL, ONLY_THE_LEDGER_COUNTS

PENNY = Decimal("0.01")


@pghistory.track()
class Grant(models.Model):
    """A participation's money towards releasing teachers. `committed` and `paid` are kept by the ledger's trigger alone."""

    participation = models.OneToOneField(Participation, models.PROTECT, related_name="grant")
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    committed = models.DecimalField(max_digits=8, decimal_places=2, default=0, editable=False)
    paid = models.DecimalField(max_digits=8, decimal_places=2, default=0, editable=False)

    objects = scoped("participation__school", *PAYERS, queryset=GrantQuerySet)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(committed__gte=0) & Q(committed__lte=F("amount")),
                name="grant_never_overspent",
                violation_error_message="This is more than what is left of the grant.",
            ),
            models.CheckConstraint(condition=Q(paid__gte=0) & Q(paid__lte=F("committed")), name="paid_was_committed"),
        ]
        triggers = [ONLY_THE_LEDGER_COUNTS, keep("grants_stay")]

    def __str__(self) -> str:
        return f"Grant of {self.participation}"

    @property
    def left(self) -> Decimal:
        """What is not committed, GBP. Claims that wait for a decision are not taken off."""
        return self.amount - self.committed

    @property
    def school(self) -> School:
        """The school that the grant is for."""
        return self.participation.school


CLAIM_MOVES = Moves(
    start={ClaimState.DRAFT},
    submit=({ClaimState.DRAFT, ClaimState.QUERIED}, ClaimState.SUBMITTED),
    query=({ClaimState.SUBMITTED}, ClaimState.QUERIED),
    approve=({ClaimState.SUBMITTED}, ClaimState.APPROVED),
    reject=({ClaimState.SUBMITTED}, ClaimState.REJECTED),
    withdraw=({ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.QUERIED}, ClaimState.WITHDRAWN),
    include=({ClaimState.APPROVED}, ClaimState.IN_RUN),
    pay=({ClaimState.IN_RUN}, ClaimState.PAID),
)


RUN_MOVES = Moves(start={RunState.PREPARED}, release=({RunState.PREPARED}, RunState.RELEASED))


@pghistory.track()
class PaymentRun(models.Model):
    """Approved claims paid together: prepared by one person, released by another."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="payment_runs")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PREPARED)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="prepared_runs")
    prepared_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="released_runs"
    )
    released_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-prepared_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("prepared_by")),
                name="run_released_by_another",
                violation_error_message="A run is released by somebody other than the one who prepared it.",
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_by__isnull=False, released_at__isnull=False),
                name="released_by_somebody",
            ),
        ]
        triggers = [RUN_MOVES.trigger("run_moves"), keep("runs_stay")]

    def __str__(self) -> str:
        return f"Payment run {self.pk}"


@pghistory.track()
class Claim(models.Model):
    """A school's claim on its grant. `total` is frozen at submission; `reference` is what people quote."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="claims")
    reference = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.DRAFT)
    total = models.DecimalField(max_digits=8, decimal_places=2, default=0, validators=[MinValueValidator(0)])
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="claims_made")
    made_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="claims_submitted"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="claims_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    run = models.ForeignKey(PaymentRun, models.PROTECT, null=True, blank=True, related_name="claims")
    client_key = models.UUIDField(
        unique=True, editable=False, help_text="From the form: a double send makes one claim."
    )

    objects = scoped("grant__participation__school", *PAYERS, queryset=ClaimQuerySet)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(total__gte=0), name="claim_total_not_negative"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("made_by")) & (Q(submitted_by__isnull=True) | ~Q(decided_by=F("submitted_by")))),
                name="claim_decided_by_another",
                violation_error_message="Nobody decides on a claim that they made.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "in_run", "paid", "rejected")) | Q(decided_by__isnull=False),
                name="decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("in_run", "paid")) | Q(run__isnull=False), name="paid_in_a_run"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(total__gt=0), name="submitted_claims_something"
            ),
        ]
        triggers = [CLAIM_MOVES.trigger("claim_moves"), HOLD_CLAIM_TO_GRANT, keep("claims_stay")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("funding:claim", args=[self.reference])

    @property
    def school(self) -> School:
        """The school that claims."""
        return self.grant.participation.school


@pghistory.track()
class ClaimLine(models.Model):
    """One release of a teacher: the day, the teacher, the cost in GBP. Fixed once the claim is submitted."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="lines")
    released_on = models.DateField("date")
    teacher = models.CharField("teacher released", max_length=120)
    cost = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(PENNY)])
    position = models.PositiveSmallIntegerField(default=0)

    objects = scoped("claim__grant__participation__school", *PAYERS)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(cost__gt=0), name="line_costs_something")]
        triggers = [HOLD_LINES_STILL]

    def __str__(self) -> str:
        return f"{self.teacher}, {self.released_on:%d %B %Y}"

    @property
    def school(self) -> School:
        """The school that claims."""
        return self.claim.school


@pghistory.track()
class Payment(models.Model):
    """Money that left the lead school's account for one claim: one a claim, ever."""

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="payment")
    amount = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(PENNY)])
    paid_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="payments_recorded")
    recorded_at = models.DateTimeField()

    objects = scoped("claim__grant__participation__school", *PAYERS)

    class Meta:
        ordering = ["-paid_on", "-pk"]
        triggers = [pgtrigger.Protect(name="payments_stand", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Payment of {self.claim}"

    @property
    def school(self) -> School:
        """The school that was paid."""
        return self.claim.school


class Entry(models.Model):
    """A line of the ledger, only ever added: what was committed or paid, GBP, for which claim, by whom.

    Its trigger adds it to the grant's figures and refuses, with the sentence, what the grant does not hold.
    """

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="entries")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="entries")
    at = models.DateTimeField()

    objects = scoped("grant__participation__school", *PAYERS)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "ledger entry"
        verbose_name_plural = "ledger entries"
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "kind"],
                name="one_entry_a_claim_and_kind",
                violation_error_message="This claim has been committed or paid already.",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="entry_is_positive"),
        ]
        triggers = [
            COUNT_THE_ENTRY,
            pgtrigger.Protect(name="entries_stand", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.amount} for {self.claim}"

    @property
    def school(self) -> School:
        """The school whose grant it is."""
        return self.grant.participation.school
