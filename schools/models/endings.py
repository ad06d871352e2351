"""Withdrawals of schools, with what each ended, so that a reinstatement can put it back; and pauses of their years."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sustaining.common.moves import done_by_somebody, protect_from_delete, protect_identity

from ..roles import EVERYONE
from ..scope import scoped_by_participation
from .projects import Participation
from .register import School


@pghistory.track()
class Withdrawal(models.Model):
    """A school's withdrawal from a project. `ended` holds, by the name of an ending rule, what it ended."""

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="withdrawals")
    reason = models.TextField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="withdrawals_made")
    withdrawn_at = models.DateTimeField()
    ended = models.JSONField(default=dict, blank=True)
    reinstated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="reinstatements_made"
    )
    reinstated_at = models.DateTimeField(null=True, blank=True)
    reinstate_reason = models.TextField("why it was reinstated", blank=True)

    objects = scoped_by_participation("participation", EVERYONE)

    class Meta:
        ordering = ["-withdrawn_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(reinstated_at__isnull=True),
                name="one_withdrawal_in_force",
                violation_error_message="This school has already withdrawn.",
            ),
            done_by_somebody("reinstated", reason="reinstate_reason", name="reinstated_by_somebody_with_a_reason"),
        ]
        triggers = [
            protect_from_delete("withdrawals_stay"),
            protect_identity(
                "withdrawals_stay_with_their_school",
                "participation_id",
                sentence="A withdrawal cannot move to another school.",
            ),
        ]

    def __str__(self) -> str:
        return f"Withdrawal of {self.participation}"

    @property
    def school(self) -> School:
        """Return the school that withdrew."""
        return self.participation.school


@pghistory.track()
class Pause(models.Model):
    """A pause of a school's year, until its hub resumes it. On `review_on` it comes up on the hub's desk."""

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="pauses")
    reason = models.TextField()
    starts_on = models.DateField()
    review_on = models.DateField()
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pauses_made")
    paused_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="pauses_ended"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField("why it ended", blank=True)

    objects = scoped_by_participation("participation", EVERYONE)

    class Meta:
        ordering = ["-paused_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(ended_at__isnull=True),
                name="one_pause_at_a_time",
                violation_error_message="This school’s year is already paused.",
            ),
            models.CheckConstraint(
                condition=Q(review_on__gte=F("starts_on")),
                name="pause_reviewed_after_its_start",
                violation_error_message="The review day must be on or after the first day of the pause.",
            ),
            done_by_somebody("ended", reason="end_reason", name="pause_ended_by_somebody_with_a_reason"),
        ]
        triggers = [
            protect_from_delete("pauses_stay"),
            protect_identity(
                "pauses_stay_with_their_school",
                "participation_id",
                sentence="A pause cannot move to another school.",
            ),
        ]

    def __str__(self) -> str:
        return f"Pause of {self.participation}"

    @property
    def school(self) -> School:
        """Return the school that pauses."""
        return self.participation.school
