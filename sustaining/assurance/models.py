"""Grant that a hub received, assurance packs frozen as files, and who took evidence of a sample."""

from __future__ import annotations

from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from funding.models import Sample
from funding.models.grants import PENNY
from funding.querysets import HubMoneyQuerySet
from schools.models import Hub
from sustaining.common.files import StoredFile
from sustaining.common.moves import Moves, done_by_somebody, protect_from_delete, protect_identity
from sustaining.common.status import Status, StatusMixin
from sustaining.common.years import AcademicYear


@pghistory.track()
class GrantReceipt(models.Model):
    """Grant that a hub received from the DfE for an academic year, GBP. A wrong one is cancelled with a reason."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="grant_receipts")
    academic_year = models.PositiveSmallIntegerField()
    received_on = models.DateField("received on")
    amount = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(PENNY)])
    reference = models.CharField("payment reference", max_length=60, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grant_receipts")
    recorded_at = models.DateTimeField()
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    objects = HubMoneyQuerySet.as_manager()

    class Meta:
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_is_positive"),
            done_by_somebody("cancelled", name="receipt_cancelled_with_reason", reason="cancel_reason"),
        ]
        triggers = [
            protect_from_delete("receipts_stay"),
            protect_identity(
                "receipts_say_the_same",
                "hub_id",
                "academic_year",
                "received_on",
                "amount",
                sentence="Grant received can’t be changed. Cancel it and record it again.",
            ),
        ]

    def __str__(self) -> str:
        return f"Grant of {self.amount} received by {self.hub}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:year", args=[self.hub_id, self.academic_year])


class PackState(models.TextChoices):
    """State of a pack."""

    WAITING = "waiting", "Being made"
    MADE = "made", "Ready"


PACK_MOVES = Moves(
    start={PackState.WAITING},
    make=({PackState.WAITING}, PackState.MADE),
    final={PackState.MADE: "it is kept as it was made. Make another pack; the newest counts."},
)


@pghistory.track(exclude=["facts"])
class AssurancePack(StatusMixin, models.Model):
    """What a hub did with a year's grant, frozen: `facts` is what its files are drawn from, and `sha256` its digest.

    A worker gathers the facts and draws the files. Another pack of the same year adds a row; the newest counts.
    """

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="assurance_packs")
    academic_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PackState, default=PackState.WAITING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assurance_packs")
    requested_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(null=True, blank=True, editable=False)
    sha256 = models.CharField("SHA-256 of the facts", max_length=64, blank=True, editable=False)

    STATUSES: ClassVar = {
        PackState.WAITING: Status("Being made", "wait", "Waiting for the site. This usually takes less than a minute."),
        PackState.MADE: Status("Ready", "go"),
    }

    objects = HubMoneyQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", made_at__isnull=True, facts__isnull=True, sha256="")
                | (Q(state="made", made_at__isnull=False, facts__isnull=False) & ~Q(sha256="")),
                name="made_packs_hold_their_facts",
            ),
            models.UniqueConstraint(
                fields=["hub", "academic_year"],
                condition=Q(state="waiting"),
                name="one_pack_in_the_making",
                violation_error_message="A pack of this year is being made already.",
            ),
        ]
        triggers = [
            PACK_MOVES.trigger("pack_moves"),
            pgtrigger.Protect(
                name="made_packs_stand",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state = 'made'"),
            ),
            protect_from_delete("packs_stay"),
        ]

    def __str__(self) -> str:
        return f"Assurance pack of {self.hub}, {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:pack", args=[self.pk])

    @property
    def year(self) -> AcademicYear:
        """Return the academic year as a value."""
        return AcademicYear(self.academic_year)

    @property
    def is_waiting(self) -> bool:
        """Return whether no worker has made it yet."""
        return self.state == PackState.WAITING


class PackPart(models.TextChoices):
    """The files of a pack."""

    PDF = "pdf", "Pack with the certificate to sign (PDF)"
    XLSX = "xlsx", "Every table (Excel)"
    ZIP = "zip", "Evidence with an index (ZIP)"


class PackFileQuerySet(HubMoneyQuerySet):
    """Files of packs visible to a user."""

    path = "pack__hub"


@pghistory.track(exclude=["file", "thumbnail"])
class PackFile(StoredFile):
    """A file of a pack, as it was drawn; `sha256` proves that it is unchanged."""

    pack = models.ForeignKey(AssurancePack, models.PROTECT, related_name="files")
    part = models.CharField(max_length=4, choices=PackPart)

    objects = PackFileQuerySet.as_manager()

    class Meta:
        ordering = ["pack", "pk"]
        verbose_name = "assurance pack file"
        verbose_name_plural = "assurance pack files"
        constraints = [models.UniqueConstraint(fields=["pack", "part"], name="one_file_a_pack_and_part")]
        triggers = [protect_from_delete("pack_files_stay")]


class SampleEvidenceQuerySet(HubMoneyQuerySet):
    """Downloads of evidence visible to a user."""

    path = "sample__hub"


class EvidenceDownload(models.Model):
    """Somebody took the evidence of a sample, all of it or one file. Append-only."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="evidence_downloads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="evidence_downloads")
    at = models.DateTimeField()
    what = models.CharField(max_length=140)

    objects = SampleEvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        triggers = [pgtrigger.Protect(name="evidence_downloads_stand", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.what} of {self.sample}"
