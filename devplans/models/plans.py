"""A school's long-term development plan."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse

from schools.models import School
from schools.scope import READERS, scoped
from sustaining.common.moves import Moves, keep

from ..choices import BigIdea, Horizon, NeedOf, PlanState, StepState
from ..querysets import PlanQuerySet

PLAN_MOVES = Moves(
    start={PlanState.DRAFT},
    share=({PlanState.DRAFT}, PlanState.SHARED),
    agree=({PlanState.SHARED, PlanState.REFINING}, PlanState.AGREED),
    refine=({PlanState.AGREED}, PlanState.REFINING),
)


@pghistory.track()
class Plan(models.Model):
    """A department's long-term plan: one a school, carried from year to year; each agreement freezes a version."""

    school = models.OneToOneField(School, models.PROTECT, related_name="plan")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    vision = models.TextField(blank=True, help_text="What mathematics in this department will be like.")
    state_since = models.DateTimeField(help_text="When it last changed hands.")

    objects = scoped("school", *READERS, queryset=PlanQuerySet)

    class Meta:
        verbose_name = "development plan"
        triggers = [PLAN_MOVES.trigger("plan_moves"), keep("plans_stay")]

    def __str__(self) -> str:
        return f"Development plan of {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("devplans:plan", args=[self.school.urn])


@pghistory.track()
class Aim(models.Model):
    """What the department aims at: a need of students or of teachers, the big ideas it rests on, how success will show."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="aims")
    title = models.CharField(max_length=150)
    need_of = models.CharField("whose need", max_length=10, choices=NeedOf)
    need = models.TextField("the need, and how you know")
    big_ideas = ArrayField(models.CharField(max_length=20, choices=BigIdea), default=list, blank=True)
    horizon = models.CharField(max_length=10, choices=Horizon, default=Horizon.THIS_YEAR)
    success_criteria = models.TextField(help_text="What will be seen in lessons, in books, in data.")
    position = models.PositiveSmallIntegerField(default=0)
    dropped_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = scoped("plan__school", *READERS)

    class Meta:
        ordering = ["position", "pk"]
        triggers = [keep("aims_stay")]

    def __str__(self) -> str:
        return self.title

    @property
    def school(self) -> School:
        """The school whose plan it stands in."""
        return self.plan.school

    def big_idea_names(self) -> list[str]:
        """The big ideas in the programme's words."""
        return [str(BigIdea(idea).label) for idea in self.big_ideas]


@pghistory.track()
class Step(models.Model):
    """Something to do for an aim: what, who, by when."""

    aim = models.ForeignKey(Aim, models.PROTECT, related_name="steps")
    what = models.CharField(max_length=250)
    who = models.CharField(max_length=120, blank=True)
    due_on = models.DateField("by when", null=True, blank=True)
    progress = models.CharField("where it stands", max_length=10, choices=StepState, default=StepState.TO_DO)
    position = models.PositiveSmallIntegerField(default=0)

    objects = scoped("aim__plan__school", *READERS)

    class Meta:
        ordering = ["position", "pk"]
        triggers = [keep("steps_stay")]

    def __str__(self) -> str:
        return self.what

    @property
    def school(self) -> School:
        """The school whose plan it stands in."""
        return self.aim.plan.school


@pghistory.track()
class PlanVersion(models.Model):
    """What was agreed, frozen: the plan as JSON (vision, aims with their steps), by whom and when."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField(encoder=DjangoJSONEncoder)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="agreed_versions")
    agreed_at = models.DateTimeField()

    objects = scoped("plan__school", *READERS)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_version_a_number")]
        triggers = [pgtrigger.Protect(name="versions_stand", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def school(self) -> School:
        """The school whose plan it is."""
        return self.plan.school
