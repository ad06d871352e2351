"""What a project asks of a school before its year counts as completed. The data suggests, the hub decides."""

from __future__ import annotations

import pghistory
from django.db import models

from sustaining.common.moves import protect_from_delete

from .querysets import PublicQuerySet


@pghistory.track()
class CompletionCriteria(models.Model):
    """A project's criteria for completion; a project without a row has the defaults. An empty number asks for nothing.

    National figures count schools that completed, not those that signed up (docs/domain.md, *The journey*).
    """

    project = models.OneToOneField("schools.Project", models.PROTECT, related_name="completion_criteria")
    meetings_missed = models.PositiveSmallIntegerField(
        "maximum meetings missed",
        null=True,
        blank=True,
        default=1,
        help_text="The number of Work Group meetings the school can miss. Leave empty for no requirement.",
    )
    sessions = models.PositiveSmallIntegerField(
        "minimum sessions",
        null=True,
        blank=True,
        default=3,
        help_text="The number of confirmed sessions with the Specialist. Leave empty for no requirement.",
    )
    reviews = models.PositiveSmallIntegerField(
        "minimum reviews",
        null=True,
        blank=True,
        default=2,
        help_text="The number of terms in which the plan was reviewed. Leave empty for no requirement.",
    )
    agreed_plan = models.BooleanField("an agreed plan", default=True)
    evaluation = models.BooleanField("the year’s evaluation", default=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        app_label = "schools"
        verbose_name = "criteria for completion"
        verbose_name_plural = "criteria for completion"
        triggers = [protect_from_delete("completion_criteria_stay")]

    def __str__(self) -> str:
        return f"Completion of {self.project}"
