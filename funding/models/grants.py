"""Grants, what a school accepts with one, and what a hub sets up once: conditions, window, budget, columns."""

from __future__ import annotations

from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from schools.models import Hub, Participation, Project, School
from schools.roles import MONEY_READERS
from schools.scope import scoped_by_participation
from sustaining.common.moves import protect_from_delete

from ..default_conditions import CONDITIONS
from ..querysets import GrantQuerySet, HubMoneyQuerySet
from ..triggers import FILE_COLUMNS_COMPLETE, GRANT_EQUALS_LEDGER

PENNY = Decimal("0.01")
UNMATCHED_DAYS = 10
"""Days after which a payment that is on no bank statement is on the hub’s desk, unless the hub sets others."""


@pghistory.track()
class Grant(models.Model):
    """A participation's money towards releasing teachers. `amount`, `committed` and `paid` are kept by the ledger alone."""

    participation = models.OneToOneField(Participation, models.PROTECT, related_name="grant")
    amount = models.DecimalField(max_digits=8, decimal_places=2, default=0, editable=False)
    committed = models.DecimalField(max_digits=8, decimal_places=2, default=0, editable=False)
    paid = models.DecimalField(max_digits=8, decimal_places=2, default=0, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    close_reason = models.TextField(blank=True, editable=False)
    late_until = models.DateField("late claims until", null=True, blank=True)
    late_reason = models.TextField("why late claims are allowed", blank=True)
    late_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="late_leaves"
    )

    objects = scoped_by_participation("participation", MONEY_READERS, queryset=GrantQuerySet)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(committed__gte=0) & Q(committed__lte=F("amount")),
                name="grant_never_overspent",
                violation_error_message="This is more than the amount left in the grant.",
            ),
            models.CheckConstraint(condition=Q(paid__gte=0) & Q(paid__lte=F("committed")), name="paid_was_committed"),
            models.CheckConstraint(
                condition=Q(late_until__isnull=True) | (Q(late_by__isnull=False) & ~Q(late_reason="")),
                name="late_leave_has_reason_and_person",
            ),
        ]
        triggers = [GRANT_EQUALS_LEDGER, protect_from_delete("grants_stay")]

    def __str__(self) -> str:
        return f"Grant of {self.participation}"

    @property
    def school(self) -> School:
        """Return the grant's school."""
        return self.participation.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.participation.hub


@pghistory.track()
class Acceptance(models.Model):
    """A school's acceptance of a grant's conditions, once, with their wording at the time."""

    grant = models.OneToOneField(Grant, models.PROTECT, related_name="acceptance")
    words = models.TextField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="accepted_conditions")
    accepted_at = models.DateTimeField()

    objects = scoped_by_participation("grant__participation", MONEY_READERS)

    class Meta:
        verbose_name = "acceptance of conditions"
        verbose_name_plural = "acceptances of conditions"
        triggers = [pgtrigger.Protect(name="acceptances_stand", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Conditions accepted by {self.accepted_by}"

    @property
    def school(self) -> School:
        """Return the school that accepted."""
        return self.grant.participation.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.grant.participation.hub


@pghistory.track()
class MoneySetup(models.Model):
    """A hub's funding set-up: its conditions, and the columns of the file for its finance system.

    `columns` is a list of [key, heading, fixed text]; empty means the default ones. The codes fill columns of that file.
    """

    hub = models.OneToOneField(Hub, models.PROTECT, related_name="money_setup")
    conditions = models.TextField(default=CONDITIONS)
    columns = models.JSONField(default=list, blank=True)
    nominal_code = models.CharField(max_length=20, blank=True, default="", db_default="")
    cost_centre = models.CharField(max_length=20, blank=True, default="", db_default="")
    unmatched_days = models.PositiveSmallIntegerField(
        "days until a payment should be on a statement",
        default=UNMATCHED_DAYS,
        db_default=UNMATCHED_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )

    objects = HubMoneyQuerySet.as_manager()

    class Meta:
        verbose_name = "hub grant settings"
        verbose_name_plural = "hub grant settings"
        triggers = [FILE_COLUMNS_COMPLETE, protect_from_delete("money_setups_stay")]

    def __str__(self) -> str:
        return f"Grant settings for {self.hub}"


@pghistory.track()
class ClaimWindow(models.Model):
    """First and last day on which a hub accepts claims on a project. Default: the project's academic year."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="claim_windows")
    project = models.ForeignKey(Project, models.PROTECT, related_name="claim_windows")
    opens_on = models.DateField("opens")
    closes_on = models.DateField("closes")

    objects = HubMoneyQuerySet.as_manager()

    class Meta:
        ordering = ["hub", "-closes_on"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "project"], name="one_window_a_hub_and_project"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="window_closes_after_it_opens",
                violation_error_message="Closing date must be on or after the opening date.",
            ),
        ]
        triggers = [protect_from_delete("claim_windows_stay")]

    def __str__(self) -> str:
        return f"Claims of {self.hub} on {self.project.code}"


@pghistory.track()
class Budget(models.Model):
    """A hub's budget for release grants in an academic year, GBP. Its history keeps every version, by day, person and reason."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="budgets")
    academic_year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])
    reason = models.CharField("why it changed", max_length=300, blank=True, default="", db_default="")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="budgets_set")
    set_at = models.DateTimeField()

    objects = HubMoneyQuerySet.as_manager()

    class Meta:
        ordering = ["hub", "-academic_year"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "academic_year"], name="one_budget_a_hub_and_year"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_not_negative"),
        ]
        triggers = [protect_from_delete("budgets_stay")]

    def __str__(self) -> str:
        return f"Budget of {self.hub}, {self.academic_year}"
