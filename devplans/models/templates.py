"""Templates for plans, kept by the programme administrator and copied into schools' plans."""

from __future__ import annotations

import pghistory
from django.db import models

from schools.querysets import PublicQuerySet

from .plans import AimContent, StepContent


@pghistory.track()
class PlanTemplate(models.Model):
    """A template for a plan, such as *Building coherence in Key Stage 3*.

    Changing it does not change the plans that were started from it.
    """

    title = models.CharField(max_length=120, unique=True)
    words = models.TextField("what it is for", help_text="A sentence or two that help a department to choose.")
    vision = models.TextField(blank=True, help_text="Copied only if the plan has no vision yet.")
    is_offered = models.BooleanField("offered to schools", default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "title"]
        verbose_name = "plan template"
        verbose_name_plural = "plan templates"

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class TemplateAim(AimContent):
    """An aim of a template."""

    template = models.ForeignKey(PlanTemplate, models.PROTECT, related_name="aims")

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "template aim"
        verbose_name_plural = "template aims"


@pghistory.track()
class TemplateStep(StepContent):
    """A step towards an aim of a template."""

    aim = models.ForeignKey(TemplateAim, models.PROTECT, related_name="steps")

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "template action"
        verbose_name_plural = "template actions"
