"""Templates that a plan may start from: the programme administrator keeps them, a school's plan takes a copy."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from schools.querysets import PublicQuerySet

from ..choices import BigIdea, Horizon, NeedOf, OutcomeGroup


@pghistory.track()
class PlanTemplate(models.Model):
    """A start for a plan, such as *Building coherence in Key Stage 3*. A change here changes no school's plan."""

    title = models.CharField(max_length=120, unique=True)
    words = models.TextField("what it is for", help_text="A sentence or two that help a department to choose.")
    vision = models.TextField(blank=True, help_text="Taken over only where the plan has no vision yet.")
    is_offered = models.BooleanField("offered to schools", default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "title"]
        verbose_name = "template for plans"
        verbose_name_plural = "templates for plans"

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class TemplateAim(models.Model):
    """An aim of a template."""

    template = models.ForeignKey(PlanTemplate, models.PROTECT, related_name="aims")
    title = models.CharField(max_length=150)
    need_of = models.CharField("whose need", max_length=10, choices=NeedOf)
    need = models.TextField("the need, and how one would know")
    big_ideas = ArrayField(models.CharField(max_length=20, choices=BigIdea), default=list, blank=True)
    outcome_group = models.CharField(max_length=10, choices=OutcomeGroup, blank=True)
    horizon = models.CharField(max_length=10, choices=Horizon, default=Horizon.THIS_YEAR)
    success_criteria = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "aim of a template"
        verbose_name_plural = "aims of templates"

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class TemplateStep(models.Model):
    """A step towards an aim of a template."""

    aim = models.ForeignKey(TemplateAim, models.PROTECT, related_name="steps")
    what = models.CharField(max_length=250)
    who = models.CharField(max_length=120, blank=True)
    needs = models.CharField("time and resources", max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "step of a template"
        verbose_name_plural = "steps of templates"

    def __str__(self) -> str:
        return self.what
