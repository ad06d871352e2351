"""A school's development plan: aims, steps, agreed versions and past years."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from schools.models import School
from schools.roles import PLAN_READERS
from schools.scope import scoped
from sustaining.common.clock import today
from sustaining.common.moves import Moves, protect_from_delete
from sustaining.common.status import Status, StatusMixin
from sustaining.common.years import AcademicYear

from ..choices import (
    PLAN_STATUSES,
    STEP_STATUSES,
    BigIdea,
    Horizon,
    NeedOf,
    OutcomeGroup,
    PlanState,
    StepState,
)
from ..querysets import AimQuerySet, PlanQuerySet

PLAN_MOVES = Moves(
    start={PlanState.DRAFT},
    share=({PlanState.DRAFT}, PlanState.SHARED),
    agree=({PlanState.SHARED, PlanState.REFINING}, PlanState.AGREED),
    refine=({PlanState.AGREED}, PlanState.REFINING),
    one_way={
        "share": "its Specialist has been emailed. The school can change it until it is agreed.",
        "agree": "the agreed version is kept. *Revise plan* opens the plan, and it is agreed again.",
    },
)


def this_year() -> int:
    """Return the academic year in which a new plan starts."""
    return AcademicYear.of(today()).start


@pghistory.track()
class Plan(StatusMixin, models.Model):
    """A department's long-term plan: one a school, carried from year to year; each agreement freezes a version."""

    school = models.OneToOneField(School, models.PROTECT, related_name="plan")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    academic_year = models.PositiveSmallIntegerField(
        default=this_year, help_text="The academic year the plan is open for: 2026 for 2026/27."
    )
    vision = models.TextField(blank=True, help_text="What mathematics in this department will be like.")
    student_need = models.TextField("evidence of students’ need", blank=True)
    teacher_need = models.TextField("evidence of teachers’ need", blank=True)
    state_since = models.DateTimeField(help_text="When its status last changed.")

    STATUSES = PLAN_STATUSES

    objects = scoped("school", PLAN_READERS, queryset=PlanQuerySet)

    class Meta:
        verbose_name = "development plan"
        triggers = [PLAN_MOVES.trigger("plan_moves"), protect_from_delete("plans_stay")]

    def __str__(self) -> str:
        return f"Development plan of {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("devplans:plan", args=[self.school.urn])

    @property
    def year(self) -> AcademicYear:
        """Return the plan's academic year."""
        return AcademicYear(self.academic_year)

    @property
    def is_open(self) -> bool:
        """Return whether it may be written in."""
        return self.state != PlanState.AGREED


class AimContent(models.Model):
    """The fields that an aim has in a plan and in a template, listed in `devplans.fields.AIM`."""

    title = models.CharField(max_length=150)
    need_of = models.CharField("whose need", max_length=10, choices=NeedOf)
    need = models.TextField("the need, and how you know")
    big_ideas = ArrayField(models.CharField(max_length=20, choices=BigIdea), default=list, blank=True)
    outcome_group = models.CharField(max_length=10, choices=OutcomeGroup, blank=True)
    horizon = models.CharField(max_length=10, choices=Horizon, default=Horizon.THIS_YEAR)
    success_criteria = models.TextField(help_text="What you will see in lessons, books and data.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Aim(AimContent):
    """An aim of a plan: a need of students or teachers, the big ideas behind it, and success criteria."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="aims")
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    dropped_at = models.DateTimeField(null=True, blank=True, editable=False)
    met_in = models.PositiveSmallIntegerField(
        null=True, blank=True, editable=False, help_text="The academic year in which the aim was met."
    )

    objects = scoped("plan__school", PLAN_READERS, queryset=AimQuerySet)

    class Meta:
        ordering = ["position", "pk"]
        triggers = [protect_from_delete("aims_stay")]

    def get_absolute_url(self) -> str:
        return reverse("devplans:aim", args=[self.pk])

    @property
    def is_in_plan(self) -> bool:
        """Return whether the aim is in the plan: neither dropped nor met."""
        return self.dropped_at is None and self.met_in is None

    @property
    def school(self) -> School:
        """Return the school that the plan belongs to."""
        return self.plan.school


class StepContent(models.Model):
    """The fields that a step has in a plan and in a template, listed in `devplans.fields.STEP`."""

    what = models.CharField(max_length=250)
    who = models.CharField("others who do it", max_length=120, blank=True)
    needs = models.CharField("time and resources", max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.what


@pghistory.track()
class Step(StepContent):
    """A step towards an aim. `owners` are people with an account; `who` names others."""

    aim = models.ForeignKey(Aim, models.PROTECT, related_name="steps")
    owners = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="plan_steps", blank=True, through="StepOwner"
    )
    due_on = models.DateField("by when", null=True, blank=True)
    progress = models.CharField("progress", max_length=10, choices=StepState, default=StepState.TO_DO)
    closed_in = models.PositiveSmallIntegerField(
        null=True, blank=True, editable=False, help_text="The academic year in which it was completed or cancelled."
    )

    objects = scoped("aim__plan__school", PLAN_READERS)

    class Meta:
        verbose_name = "action"
        verbose_name_plural = "actions"
        ordering = ["position", "pk"]
        triggers = [protect_from_delete("steps_stay")]

    def get_absolute_url(self) -> str:
        return reverse("devplans:step", args=[self.pk])

    @property
    def school(self) -> School:
        """Return the school that the plan belongs to."""
        return self.aim.plan.school

    @property
    def status(self) -> Status:
        """Return what its progress is called, and the colour of its tag."""
        return STEP_STATUSES[StepState(self.progress)]

    @property
    def people(self) -> str:
        """Return the names of everyone who does the step."""
        names = [str(link.user) for link in self.owner_links.all()]
        return ", ".join([*names, self.who] if self.who else names)


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class StepOwner(models.Model):
    """A user who does a step."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="owner_links")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="step_links")

    objects = scoped("step__aim__plan__school", PLAN_READERS)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["step", "user"], name="an_owner_once_a_step")]

    def __str__(self) -> str:
        return f"{self.user} for {self.step}"


@pghistory.track()
class PlanVersion(models.Model):
    """An agreed version of a plan, frozen as JSON (vision, aims with their steps)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField(encoder=DjangoJSONEncoder)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="agreed_versions")
    agreed_at = models.DateTimeField()

    objects = scoped("plan__school", PLAN_READERS)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_version_a_number")]
        triggers = [pgtrigger.Protect(name="versions_stand", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def school(self) -> School:
        """Return the school that the plan belongs to."""
        return self.plan.school


@pghistory.track()
class PlanYear(models.Model):
    """A year of a plan, frozen at its end with the colours of its reviews and what was learned."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="years")
    academic_year = models.PositiveSmallIntegerField()
    content = models.JSONField(encoder=DjangoJSONEncoder)
    learned = models.TextField("what was learned", blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="closed_plan_years")
    closed_at = models.DateTimeField()

    objects = scoped("plan__school", PLAN_READERS)

    class Meta:
        ordering = ["-academic_year"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "academic_year"], name="a_plans_year_ends_once"),
        ]
        triggers = [pgtrigger.Protect(name="plan_years_stand", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def year(self) -> AcademicYear:
        """Return the year that ended."""
        return AcademicYear(self.academic_year)

    @property
    def school(self) -> School:
        """Return the school that the plan belongs to."""
        return self.plan.school
