"""Conflicting edits and comments of people who write a plan together."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models

from schools.models import School
from schools.roles import PLAN_READERS
from schools.scope import scoped
from sustaining.common.moves import done_by_somebody, protect_from_delete

from .plans import Aim, Plan


@pghistory.track(meta={"db_table": "devplans_asideevent"})
class ConflictingEdit(models.Model):
    """The text of a writer whose field somebody else had changed meanwhile, kept until it is settled.

    `kind`, `row` and `field` locate the field (`aim`, 12, `need`); `base` is the text that the writer had begun from.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="conflicting_edits")
    kind = models.CharField(max_length=10)
    row = models.PositiveBigIntegerField()
    field = models.CharField(max_length=30)
    base = models.TextField(blank=True)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="conflicting_edits")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="settled_conflicts"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("plan__school", PLAN_READERS)

    class Meta:
        db_table = "devplans_aside"  # its name before the model's, kept so that old and new code can run side by side
        verbose_name = "conflicting edit"
        verbose_name_plural = "conflicting edits"
        ordering = ["at", "pk"]
        constraints = [
            done_by_somebody("settled", name="aside_settled_by_somebody"),
        ]
        triggers = [protect_from_delete("asides_stay")]

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:60]}"

    @property
    def school(self) -> School:
        """Return the school that the plan belongs to."""
        return self.plan.school


@pghistory.track()
class Comment(models.Model):
    """A comment on an aim. Its writer may withdraw it; the page then says so."""

    aim = models.ForeignKey(Aim, models.PROTECT, related_name="comments")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="aim_comments")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("aim__plan__school", PLAN_READERS)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "aim comment"
        verbose_name_plural = "aim comments"
        triggers = [protect_from_delete("comments_stay")]

    def __str__(self) -> str:
        return f"{self.by} on {self.aim}"

    @property
    def school(self) -> School:
        """Return the school that the plan belongs to."""
        return self.aim.plan.school
