"""A school's long-term development plan, and the support sessions that carry it out."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import Advocate, Participation, School
from schools.scope import READERS, scoped
from specialists.models import Specialist
from sustaining.common.moves import Moves, keep

from .choices import BigIdea, Horizon, NeedOf, PlannedUnit, PlanState, SessionKind, SessionState, StepState
from .querysets import PlanQuerySet, SessionQuerySet

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


SESSION_MOVES = Moves(
    start={SessionState.PLANNED, SessionState.HELD},
    hold=({SessionState.PLANNED}, SessionState.HELD),
    cancel=({SessionState.PLANNED}, SessionState.CANCELLED),
    confirm=({SessionState.HELD}, SessionState.CONFIRMED),
)


@pghistory.track()
class Session(models.Model):
    """A support session. `days` of the Specialist's time are used once it is confirmed; 0 when they were not there."""

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="sessions")
    kind = models.CharField(max_length=20, choices=SessionKind)
    planned_unit = models.CharField("what was planned", max_length=10, choices=PlannedUnit, blank=True)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.HELD)
    held_on = models.DateField("day")
    place = models.CharField(max_length=150, blank=True)
    length = models.DecimalField(
        "length in days",
        max_digits=4,
        decimal_places=3,
        validators=[MinValueValidator(0), MaxValueValidator(5)],
        help_text="In days: an hour is an eighth.",
    )
    specialist = models.ForeignKey(
        Specialist, models.PROTECT, null=True, blank=True, related_name="sessions", help_text="If one took part."
    )
    advocates = models.ManyToManyField(Advocate, related_name="sessions", blank=True, through="SessionAdvocate")
    colleagues = models.PositiveSmallIntegerField("number of colleagues", default=0)
    aims = models.ManyToManyField(Aim, related_name="sessions", blank=True, through="SessionAim")
    what_happened = models.TextField("what happened, and what changes")
    next_steps = models.TextField(blank=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="logged_sessions")
    logged_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="confirmed_sessions"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    client_key = models.UUIDField(
        unique=True, editable=False, help_text="From the form: a double send makes one session."
    )

    objects = scoped("participation__school", *READERS, queryset=SessionQuerySet)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(length__gt=0) & Q(length__lte=5), name="session_length_believable"),
            models.CheckConstraint(
                condition=Q(kind="joint_planning") | Q(planned_unit=""), name="only_joint_planning_plans_a_unit"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["participation", "-held_on"], name="session_by_participation")]
        triggers = [SESSION_MOVES.trigger("session_moves"), keep("sessions_stay")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.held_on:%d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("devplans:session", args=[self.pk])

    @property
    def school(self) -> School:
        """The school that was supported."""
        return self.participation.school


@pghistory.track()
class SessionAdvocate(models.Model):
    """An Advocate who took part in a session."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="advocate_links")
    advocate = models.ForeignKey(Advocate, models.PROTECT, related_name="session_links")

    objects = scoped("session__participation__school", *READERS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "advocate"], name="an_advocate_once_a_session")]

    def __str__(self) -> str:
        return f"{self.advocate} in {self.session}"


@pghistory.track()
class SessionAim(models.Model):
    """An aim that a session served: evidence to aim, and back."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="aim_links")
    aim = models.ForeignKey(Aim, models.PROTECT, related_name="session_links")

    objects = scoped("session__participation__school", *READERS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "aim"], name="an_aim_once_a_session")]

    def __str__(self) -> str:
        return f"{self.session} for {self.aim}"
