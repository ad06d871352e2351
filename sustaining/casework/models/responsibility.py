"""Who on a hub's staff looks after a school's year."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.models import Hub, Participation, School
from schools.triggers import MERGED
from sustaining.common.moves import done_by_somebody, protect_from_delete, protect_identity, raise_trigger

from ..responsibility_querysets import ResponsibilityQuerySet
from ..triggers import works_there_sql

PERSON = settings.AUTH_USER_MODEL
WORKS_THERE = works_there_sql(
    "schools_participation p\n    JOIN schools_hub h ON h.id = p.hub_id", "p.id = NEW.participation_id"
)


@pghistory.track()
class Responsibility(models.Model):
    """A lead or administrator who looks after a school's year for its hub.

    It ends when the year is given to someone else or to no one. It counts only while the person works for the hub, so
    that who leaves looks after nothing from the day after: see `ResponsibilityQuerySet.in_force`.
    """

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="responsibilities")
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="responsibilities")
    given_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "responsibilities"
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(ended_at__isnull=True),
                name="one_person_looks_after_a_year",
                violation_error_message="Someone else was made responsible a moment ago.",
            ),
            done_by_somebody("ended", name="a_responsibility_is_ended_by_somebody"),
        ]
        triggers = [
            protect_from_delete("responsibilities_stay"),
            protect_identity(
                "responsibilities_stay_with_their_year",
                "participation_id",
                "user_id",
                "given_at",
                unless="OLD.participation_id = NEW.participation_id AND OLD.given_at = NEW.given_at AND " + MERGED,
                sentence="A responsibility stays with its school and person. End it, and choose someone else.",
            ),
            raise_trigger(
                "staff_of_the_hub_look_after_a_year",
                when_sql=f"NOT {WORKS_THERE}",
                sentence="Only the hub’s leads and administrators can look after its schools.",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.participation.school}"

    @property
    def hub(self) -> Hub:
        """Return the hub of the school's year."""
        return self.participation.hub

    @property
    def school(self) -> School:
        """Return the school."""
        return self.participation.school
