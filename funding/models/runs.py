"""Payment runs and their frozen files."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schools.models import Hub
from sustaining.common.files import StoredFile
from sustaining.common.moves import Moves, protect_from_delete
from sustaining.common.status import StatusMixin

from ..choices import RUN_STATUSES, RunState
from ..querysets import RunFileQuerySet, RunQuerySet
from ..triggers import another_person

RELEASED_BY_ANOTHER = "A run is released by somebody other than the one who prepared it."

RUN_MOVES = Moves(
    start={RunState.PREPARED},
    release=({RunState.PREPARED}, RunState.RELEASED),
    cancel=({RunState.PREPARED}, RunState.CANCELLED),
    final={
        RunState.RELEASED: "its file is frozen and the schools have been emailed. Each payment can be returned and corrected.",
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
            protect_from_delete("runs_stay"),
        ]

    def __str__(self) -> str:
        return f"Payment run {self.pk}"

    @property
    def is_prepared(self) -> bool:
        """Return whether it waits for its release."""
        return self.state == RunState.PREPARED

    @property
    def is_cancelled(self) -> bool:
        """Return whether its claims went back."""
        return self.state == RunState.CANCELLED


@pghistory.track(exclude=["file", "thumbnail"])
class RunFile(StoredFile):
    """The file of a released run, as sent to the finance system; `sha256` proves that it is unchanged."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="files")

    objects = RunFileQuerySet.as_manager()

    class Meta:
        ordering = ["run", "name"]
        verbose_name = "file of a payment run"
        verbose_name_plural = "files of payment runs"
        constraints = [models.UniqueConstraint(fields=["run", "kind"], name="one_file_a_run_and_kind")]
        triggers = [pgtrigger.Protect(name="run_files_stand", operation=pgtrigger.Update | pgtrigger.Delete)]
