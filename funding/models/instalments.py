"""The instalments in which a project pays its grant. A project without any pays what a school claims, item by item."""

from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from schools.models import Project
from schools.querysets import PublicQuerySet

from ..instalment_triggers import INSTALMENTS_ARE_THE_WHOLE, INSTALMENTS_STAY_ONCE_CLAIMED


@pghistory.track()
class Instalment(models.Model):
    """A part of a project’s grant, in per cent, and the fact about the school’s year that must be so before it is claimed.

    `fact` is the name of a fact (`instalments.conditions`). A project’s instalments add up to 100.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(100)])
    fact = models.CharField("what must have happened", max_length=40)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_instalment_a_number"),
            models.UniqueConstraint(
                fields=["project", "fact"],
                name="one_instalment_a_condition",
                violation_error_message="Two instalments have the same condition.",
            ),
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="instalment_is_a_share"),
        ]
        triggers = [INSTALMENTS_ARE_THE_WHOLE, INSTALMENTS_STAY_ONCE_CLAIMED]

    def __str__(self) -> str:
        return f"Instalment {self.number} of {self.project.code}"
