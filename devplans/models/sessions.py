"""The support sessions that carry a plan out."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import Advocate, Participation, School
from schools.scope import READERS, scoped
from specialists.models import Specialist
from sustaining.common.moves import Moves, keep

from ..choices import PlannedUnit, SessionKind, SessionState
from ..querysets import SessionQuerySet
from .plans import Aim

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
