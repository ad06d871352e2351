"""Payment runs and their frozen files."""

from __future__ import annotations

from datetime import date

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import Hub
from sustaining.common.files import StoredFile
from sustaining.common.moves import Moves, protect_from_delete
from sustaining.common.status import StatusMixin

from ..choices import RUN_STATUSES, RunState
from ..querysets import RunFileQuerySet, RunQuerySet
from ..release_triggers import RECALL_WITHOUT_RELEASE_RESULTS
from ..triggers import RECALL_AN_UNANSWERED_RUN, RECALL_AN_UNAUDITED_RUN, another_person

RELEASED_BY_ANOTHER = "A run must be released by someone other than the person who prepared it."

RUN_MOVES = Moves(
    start={RunState.PREPARED},
    release=({RunState.PREPARED}, RunState.RELEASED),
    cancel=({RunState.PREPARED}, RunState.CANCELLED),
    recall=({RunState.RELEASED}, RunState.PREPARED),
    final={
        RunState.CANCELLED: "its claims are approved again. Prepare another run.",
    },
)


@pghistory.track()
class PaymentRun(StatusMixin, models.Model):
    """Approved claims paid together: prepared by one person, released by another."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="payment_runs")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PREPARED)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="prepared_runs")
    prepared_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="released_runs"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    paid_on = models.DateField("day of payment", null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    STATUSES = RUN_STATUSES

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-prepared_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("prepared_by")),
                name="run_released_by_another",
                violation_error_message=RELEASED_BY_ANOTHER,
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_by__isnull=False, released_at__isnull=False),
                name="released_by_somebody",
            ),
        ]
        triggers = [
            RUN_MOVES.trigger("run_moves"),
            another_person("run_released_by_another", "released_by_id", ("prepared_by_id",), RELEASED_BY_ANOTHER),
            RECALL_AN_UNANSWERED_RUN,
            RECALL_AN_UNAUDITED_RUN,
            RECALL_WITHOUT_RELEASE_RESULTS,
            protect_from_delete("runs_stay"),
        ]

    def __str__(self) -> str:
        return f"Payment run {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("funding:run", args=[self.pk])

    @property
    def is_prepared(self) -> bool:
        """Return whether it waits for its release."""
        return self.state == RunState.PREPARED

    @property
    def is_cancelled(self) -> bool:
        """Return whether its claims went back."""
        return self.state == RunState.CANCELLED

    def can_be_recalled(self, day: date) -> bool:
        """Return whether its release may still be taken back on `day`: until the day of payment is over."""
        return self.state == RunState.RELEASED and self.paid_on is not None and day <= self.paid_on


@pghistory.track()
class RecalledRelease(models.Model):
    """A release that was taken back, with its reason: the run was prepared again. Append-only.

    `number` counts the run's releases from 1; a file with the same `release` belongs to it.
    """

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="recalled_releases")
    number = models.PositiveSmallIntegerField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recalled_releases")
    released_at = models.DateTimeField()
    paid_on = models.DateField("day of payment")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="releases_taken_back")
    at = models.DateTimeField()

    objects = RunFileQuerySet.as_manager()

    class Meta:
        ordering = ["run", "number"]
        verbose_name = "reversed release"
        verbose_name_plural = "reversed releases"
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_recall_a_release")]
        triggers = [pgtrigger.Protect(name="recalled_releases_stand", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Release {self.number} of {self.run}"


@pghistory.track(exclude=["file", "thumbnail"])
class RunFile(StoredFile):
    """The file of a released run, as sent to the finance system; `sha256` proves that it is unchanged.

    `release` counts the run's releases: a file outlives the taking back of its release, and the next one has its own.
    After the retention of money its content is a copy without the names of payees, whose digest is `copy_sha256`; `sha256`
    stays that of the original.
    """

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="files")
    release = models.PositiveSmallIntegerField(default=1, db_default=1)
    copy_sha256 = models.CharField(
        "SHA-256 of the copy without names", max_length=64, blank=True, default="", db_default=""
    )

    objects = RunFileQuerySet.as_manager()

    class Meta:
        ordering = ["run", "name"]
        verbose_name = "payment run file"
        verbose_name_plural = "payment run files"
        constraints = [models.UniqueConstraint(fields=["run", "release", "kind"], name="one_file_a_release_and_kind")]
        triggers = [pgtrigger.Protect(name="run_files_stand", operation=pgtrigger.Update | pgtrigger.Delete)]

    @property
    def content_sha256(self) -> str:
        """Return the SHA-256 that its content has: of the original, or of the copy that replaced it."""
        return self.copy_sha256 or self.sha256

    @property
    def is_taken_back(self) -> bool:
        """Return whether the release that it belongs to was taken back."""
        return RecalledRelease.objects.filter(run=self.run_id, number=self.release).exists()
