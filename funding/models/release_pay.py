"""Specialists' release pay: rates and a budget of a hub, the months that it decided, their sessions and ledger."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import or_

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from devplans.models import Session
from schools.models import Hub, Project, School
from specialists.models import Specialist
from sustaining.common.moves import Moves, protect_from_delete, protect_identity
from sustaining.common.status import StatusMixin
from sustaining.common.years import AcademicYear

from .. import release_triggers as triggers
from ..choices import (
    RELEASE_KINDS,
    RELEASE_STATUSES,
    SIDES,
    Account,
    EntryKind,
    ReleaseState,
)
from ..querysets import HubMoneyQuerySet, ReleaseMonthPartQuerySet, ReleaseMonthQuerySet
from .grants import PENNY
from .runs import PaymentRun

HALF_DAY_HOURS = Decimal("3.0")
"""Up to so many hours are half a day, unless the hub sets others."""

RELEASE_MOVES = Moves(
    start={ReleaseState.APPROVED, ReleaseState.REJECTED},
    include=({ReleaseState.APPROVED}, ReleaseState.IN_RUN),
    exclude=({ReleaseState.IN_RUN}, ReleaseState.APPROVED),
    pay=({ReleaseState.IN_RUN}, ReleaseState.PAID),
    recall=({ReleaseState.PAID}, ReleaseState.IN_RUN),
    unpay=({ReleaseState.PAID}, ReleaseState.APPROVED),
    reinstate=({ReleaseState.APPROVED}, ReleaseState.PAID),
    take_back=({ReleaseState.APPROVED, ReleaseState.REJECTED}, ReleaseState.REVERSED),
    final={ReleaseState.REVERSED: "its sessions wait for a decision again."},
)


@pghistory.track()
class ReleaseSetup(models.Model):
    """Whether a hub pays for the release of Specialists, and up to how many hours a session counts as half a day."""

    hub = models.OneToOneField(Hub, models.PROTECT, related_name="release_setup")
    is_on = models.BooleanField("pays for release", default=False)
    half_day_hours = models.DecimalField(
        "hours that are half a day",
        max_digits=3,
        decimal_places=1,
        default=HALF_DAY_HOURS,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(6))],
    )
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = HubMoneyQuerySet.as_manager()

    class Meta:
        verbose_name = "release pay settings"
        verbose_name_plural = "release pay settings"
        triggers = [protect_from_delete("release_setups_stay")]

    def __str__(self) -> str:
        return f"Release pay settings for {self.hub}"


@pghistory.track()
class ReleaseRate(models.Model):
    """What a hub pays for a day of release on a project, GBP, for sessions from a day on. The newest that has begun counts."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="release_rates")
    project = models.ForeignKey(Project, models.PROTECT, related_name="release_rates")
    amount = models.DecimalField(
        "pounds a day", max_digits=6, decimal_places=2, validators=[MinValueValidator(PENNY), MaxValueValidator(1000)]
    )
    starts_on = models.DateField("for sessions from")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = HubMoneyQuerySet.as_manager()

    class Meta:
        ordering = ["-project__academic_year", "project", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "project", "starts_on"],
                name="one_release_rate_a_day",
                violation_error_message="A rate from this day has been set already. Choose a later day.",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0) & Q(amount__lte=1000), name="release_rate_believable"),
        ]
        triggers = [
            triggers.RATE_CHANGES_LATER_DAYS_ONLY,
            pgtrigger.Protect(name="release_rates_stand", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"£{self.amount:,.2f} a day on {self.project.code}"


@pghistory.track()
class ReleaseBudget(models.Model):
    """A hub's budget for release pay in an academic year. `committed` and `paid` are kept by the ledger alone."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="release_budgets")
    academic_year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])
    committed = models.DecimalField(max_digits=10, decimal_places=2, default=0, editable=False)
    paid = models.DecimalField(max_digits=10, decimal_places=2, default=0, editable=False)
    reason = models.CharField("why it changed", max_length=300, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = HubMoneyQuerySet.as_manager()

    class Meta:
        ordering = ["hub", "-academic_year"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "academic_year"], name="one_release_budget_a_year"),
            models.CheckConstraint(
                condition=Q(committed__gte=0) & Q(committed__lte=F("amount")),
                name="release_budget_not_exceeded",
                violation_error_message="More than this has been approved already. Enter a larger budget.",
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0) & Q(paid__lte=F("committed")), name="release_paid_committed"
            ),
        ]
        triggers = [triggers.RELEASE_BUDGET_EQUALS_LEDGER, protect_from_delete("release_budgets_stay")]

    def __str__(self) -> str:
        return f"Release pay budget of {self.hub}, {AcademicYear(self.academic_year)}"

    @property
    def left(self) -> Decimal:
        """Return what is not committed."""
        return self.amount - self.committed


@pghistory.track()
class ReleaseMonth(StatusMixin, models.Model):
    """A decision on a Specialist's sessions of a month: what the hub pays their home school, by `reference`.

    Sessions that are confirmed after a decision have a decision of their own.
    """

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="release_months")
    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="release_months")
    home_school = models.ForeignKey(School, models.PROTECT, related_name="release_months")
    budget = models.ForeignKey(ReleaseBudget, models.PROTECT, related_name="months")
    month = models.DateField("first day of the month")
    reference = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=10, choices=ReleaseState, default=ReleaseState.APPROVED)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="release_decided")
    decided_at = models.DateTimeField()
    reason = models.TextField("why it was rejected or reversed", blank=True)
    run = models.ForeignKey(PaymentRun, models.PROTECT, null=True, blank=True, related_name="release_months")

    STATUSES = RELEASE_STATUSES

    objects = ReleaseMonthQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-decided_at", "-pk"]
        verbose_name = "month of release pay"
        verbose_name_plural = "months of release pay"
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="release_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(state__in=("rejected", "reversed"), amount__gte=0) | Q(amount__gt=0),
                name="release_month_pays_something",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("in_run", "paid")) | Q(run__isnull=False), name="release_paid_in_a_run"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("rejected", "reversed")) | ~Q(reason=""), name="release_refused_with_reason"
            ),
        ]
        triggers = [
            RELEASE_MOVES.trigger("release_month_moves"),
            triggers.NOT_THEIR_OWN,
            triggers.MONTH_AGREES_WITH_LEDGER,
            protect_identity(
                "release_months_stand",
                "hub_id", "specialist_id", "home_school_id", "budget_id", "month", "reference", "amount",
                "decided_by_id", "decided_at",
                sentence="A month of release pay stays as it was decided. Reverse the decision instead.",
            ),
            protect_from_delete("release_months_stay"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reference}, {self.specialist}, {self.month:%B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("funding:release-month", args=[self.pk])

    @property
    def title(self) -> str:
        """Return what a sentence calls it."""
        return f"Release pay {self.reference}"

    @property
    def school(self) -> School:
        """Return the school that is paid."""
        return self.home_school

    @property
    def payable(self) -> Decimal:
        """Return what is paid, in GBP."""
        return self.amount

    @property
    def payee(self) -> str:
        """Return nothing: a home school names no payee of its own, and the confirmed one is paid."""
        return ""

    @property
    def invoice_number(self) -> str:
        """Return the school's invoice number: there is none."""
        return ""

    @property
    def is_reversed(self) -> bool:
        """Return whether the decision was reversed."""
        return self.state == ReleaseState.REVERSED


@pghistory.track()
class ReleaseSession(models.Model):
    """A session in a month of release pay, with its days and pounds as they were decided; `is_open` until that is reversed.

    One that was left out, or of a month that was rejected, counts no days and says why.
    """

    month = models.ForeignKey(ReleaseMonth, models.PROTECT, related_name="sessions")
    session = models.ForeignKey(Session, models.PROTECT, related_name="release_sessions")
    rate = models.ForeignKey(ReleaseRate, models.PROTECT, related_name="sessions")
    held_on = models.DateField("day")
    length = models.DecimalField("length in days", max_digits=4, decimal_places=3)
    days = models.DecimalField("days paid", max_digits=2, decimal_places=1)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    left_out_reason = models.CharField("why it was left out", max_length=300, blank=True)
    is_open = models.BooleanField(default=True, editable=False)

    objects = ReleaseMonthPartQuerySet.as_manager()

    class Meta:
        ordering = ["held_on", "pk"]
        verbose_name = "session of release pay"
        verbose_name_plural = "sessions of release pay"
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(is_open=True),
                name="a_session_is_released_once",
                violation_error_message="This session has been decided already.",
            ),
            models.CheckConstraint(
                condition=Q(days__in=[Decimal(0), Decimal("0.5"), Decimal(1)]), name="release_days_are_halves"
            ),
            models.CheckConstraint(condition=Q(left_out_reason="") | Q(days=0, amount=0), name="left_out_is_not_paid"),
        ]
        triggers = [
            triggers.ONE_DAY_A_DATE,
            triggers.SESSIONS_AGREE_WITH_MONTH,
            protect_identity(
                "release_sessions_stand",
                "month_id", "session_id", "rate_id", "held_on", "length", "days", "amount",
                sentence="A session stays as it was decided. Reverse the decision on its month instead.",
            ),
            protect_from_delete("release_sessions_stay"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.session} in {self.month}"


def _both_sides() -> Q:
    return reduce(or_, (Q(kind=kind, source=SIDES[kind][0], target=SIDES[kind][1]) for kind in RELEASE_KINDS))


class ReleaseEntry(models.Model):
    """A movement of release pay between two accounts, as in the ledger of grants: committed, paid, and back. Append-only."""

    month = models.ForeignKey(ReleaseMonth, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind)
    source = models.CharField("from", max_length=10, choices=Account)
    target = models.CharField("to", max_length=10, choices=Account)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ReleaseMonthPartQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "ledger entry of release pay"
        verbose_name_plural = "ledger entries of release pay"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="release_entry_is_positive"),
            models.CheckConstraint(condition=_both_sides(), name="release_entry_has_two_sides"),
        ]
        triggers = [
            triggers.LOCK_MONTH_FIRST,
            triggers.APPLY_RELEASE_ENTRY,
            triggers.ENTRY_AGREES_WITH_MONTH,
            pgtrigger.Protect(name="release_entries_stand", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.amount} for {self.month}"
