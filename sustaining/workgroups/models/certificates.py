"""Certificates of attendance and participation, kept as they were issued."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import Hub, Participation, School
from sustaining.common.moves import Moves, done_by_somebody, protect_from_delete, protect_identity
from sustaining.common.retention import CLEARED
from sustaining.common.status import StatusMixin

from ..choices import CERTIFICATE_STATUSES, CertificateKind, CertificateState
from ..querysets import CertificateQuerySet
from .groups import WorkGroup

PERSON = settings.AUTH_USER_MODEL
CERTIFICATE_MOVES = Moves(
    start={CertificateState.ISSUED},
    replace=({CertificateState.ISSUED}, CertificateState.REPLACED),
    withdraw=({CertificateState.ISSUED}, CertificateState.WITHDRAWN),
    restore=({CertificateState.WITHDRAWN}, CertificateState.ISSUED),
    final={CertificateState.REPLACED: "the register was corrected, and what it says now has a certificate of its own."},
)


@pghistory.track()
class Certificate(StatusMixin, models.Model):
    """What a person's certificate says: names and figures as they were on the day of issue.

    `meetings` are the keys of the meetings held that it counts. `number` is what the public page confirms.
    """

    number = models.CharField(max_length=14, unique=True, editable=False)
    group = models.ForeignKey(WorkGroup, models.PROTECT, related_name="certificates")
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="certificates")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=13, choices=CertificateKind)
    state = models.CharField(max_length=9, choices=CertificateState, default=CertificateState.ISSUED)
    name = models.CharField(max_length=150)
    school_name = models.CharField(max_length=200)
    hub_name = models.CharField(max_length=200)
    programme = models.CharField(max_length=200)
    academic_year = models.PositiveSmallIntegerField()
    focus = models.CharField(max_length=300, blank=True)
    meetings = ArrayField(models.BigIntegerField(), editable=False)
    held = models.PositiveSmallIntegerField("meetings held")
    attended = models.PositiveSmallIntegerField("meetings attended")
    minutes = models.PositiveIntegerField(help_text="The length of the meetings attended.")
    issued_by = models.ForeignKey(PERSON, models.PROTECT, related_name="certificates_issued")
    issued_at = models.DateTimeField()
    closed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.TextField("why it is no longer valid", blank=True, db_default="")
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")

    objects = CertificateQuerySet.as_manager()
    STATUSES: ClassVar = CERTIFICATE_STATUSES

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user", "participation", "kind"],
                condition=Q(state="issued"),
                name="one_valid_certificate_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(attended__gte=1, attended__lte=F("held")), name="certificate_counts_meetings_attended"
            ),
            done_by_somebody(
                "closed",
                name="certificate_closed_by_somebody",
                reason="close_reason",
                state__in=["replaced", "withdrawn"],
            ),
            models.CheckConstraint(
                condition=Q(state="issued", closed_at__isnull=True)
                | Q(state__in=["replaced", "withdrawn"], closed_at__isnull=False),
                name="certificate_closed_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(state="replaced"), name="certificate_replaced_by_another"
            ),
        ]
        triggers = [
            CERTIFICATE_MOVES.trigger("certificate_moves"),
            protect_from_delete("certificates_stay"),
            protect_identity(
                "certificates_stay_as_issued",
                *("number", "group_id", "participation_id", "kind", "school_name", "hub_name", "programme"),
                *("academic_year", "focus", "meetings", "held", "attended", "minutes", "issued_by_id", "issued_at"),
                sentence="A certificate stays as it was issued. Withdraw it, and issue another one.",
            ),
        ]

    def __str__(self) -> str:
        return f"Certificate {self.number}"

    def get_absolute_url(self) -> str:
        """Return the address of the list that its readers share: the group's."""
        return reverse("workgroups:certificates", args=[self.group_id])

    @property
    def hub(self) -> Hub:
        """Return the group's hub."""
        return self.group.hub

    @property
    def school(self) -> School:
        """Return the school for which the person came."""
        return self.participation.school

    @property
    def is_valid(self) -> bool:
        """Return whether it is neither replaced nor withdrawn."""
        return self.state == CertificateState.ISSUED

    @property
    def is_withdrawn(self) -> bool:
        """Return whether it was withdrawn by hand."""
        return self.state == CertificateState.WITHDRAWN

    @property
    def is_cleared(self) -> bool:
        """Return whether retention has cleared its name, so that there is no file any more."""
        return self.name == CLEARED
