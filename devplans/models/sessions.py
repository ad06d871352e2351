"""Support sessions, with their Advocates, aims and change requests."""

from __future__ import annotations

from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.urls import reverse

from schools.models import Advocate, Hub, Participation, School
from schools.roles import PLAN_READERS
from schools.scope import scoped_by_participation
from specialists.models import Specialist
from sustaining.common.clock import today
from sustaining.common.moves import Moves, done_by_somebody, protect_from_delete, raise_trigger
from sustaining.common.status import Status

from .. import lengths
from ..choices import (
    SESSION_STATUSES,
    SESSION_TO_CONFIRM,
    Approach,
    DepartmentSystem,
    PlannedUnit,
    PlanOutcome,
    SessionState,
)
from ..querysets import SessionQuerySet
from ..session_kinds import LABELS, SessionKind, details_fit
from .plans import Aim
from .visits import Visit, seats_fit

SESSION_MOVES = Moves(
    start={SessionState.PLANNED, SessionState.HELD},
    hold=({SessionState.PLANNED}, SessionState.HELD),
    cancel=({SessionState.PLANNED}, SessionState.CANCELLED),
    remove=({SessionState.HELD, SessionState.QUERIED}, SessionState.CANCELLED),
    undo_import=({SessionState.HELD, SessionState.CONFIRMED}, SessionState.CANCELLED),
    plan_again=({SessionState.CANCELLED}, SessionState.PLANNED),
    query=({SessionState.HELD}, SessionState.QUERIED),
    correct=({SessionState.QUERIED}, SessionState.HELD),
    confirm=({SessionState.HELD}, SessionState.CONFIRMED),
    reopen=({SessionState.CONFIRMED}, SessionState.HELD),
)
STANDS = "A confirmed session can’t be changed, because its time has been counted."
ONLY_IMPORTED = "A confirmed session can’t be cancelled. Reopen it first."
COUNTED = ("participation_id", "kind", "held_on", "length", "specialist_id")


@pghistory.track()
class Session(models.Model):
    """A support session, planned or logged.

    `length` is in days; it counts against the Specialist's days once the session is confirmed. `minutes` is set when
    the length was typed in hours and minutes. While the session is planned, `logged_by` is the person who planned it.
    """

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="sessions")
    kind = models.CharField(max_length=20, choices=SessionKind)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.HELD)
    held_on = models.DateField("day")
    starts_at = models.DateTimeField(null=True, blank=True, help_text="When it was planned for.")
    ends_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0, help_text="Goes up with every change, for calendars.")
    place = models.CharField(max_length=150, blank=True)
    length = models.DecimalField(
        "length in days",
        max_digits=4,
        decimal_places=3,
        validators=[MinValueValidator(0), MaxValueValidator(5)],
        help_text="In days: an hour is an eighth.",
    )
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="If the length was given in hours and minutes."
    )
    specialist = models.ForeignKey(
        Specialist,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        help_text="If a Specialist took part.",
    )
    advocates = models.ManyToManyField(Advocate, related_name="sessions", blank=True, through="SessionAdvocate")
    colleagues = models.PositiveSmallIntegerField("number of colleagues", default=0)
    colleague_names = ArrayField(models.CharField(max_length=80), default=list, blank=True, size=60)
    aims = models.ManyToManyField(Aim, related_name="sessions", blank=True, through="SessionAim")

    planned_unit = models.CharField(LABELS["planned_unit"], max_length=10, choices=PlannedUnit, blank=True)
    approach = models.CharField(LABELS["approach"], max_length=15, choices=Approach, blank=True)
    system = models.CharField(LABELS["system"], max_length=15, choices=DepartmentSystem, blank=True)
    plan_outcome = models.CharField(LABELS["plan_outcome"], max_length=10, choices=PlanOutcome, blank=True)
    watched = models.CharField(LABELS["watched"], max_length=200, blank=True)
    topic = models.CharField(LABELS["topic"], max_length=200, blank=True)
    audience = models.CharField(LABELS["audience"], max_length=200, blank=True)
    preparation = models.TextField(LABELS["preparation"], max_length=2000, blank=True)

    what_happened = models.TextField("what happened, and what changes", blank=True)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="sessions")
    seats = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many people are coming on the visit."
    )
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="logged_sessions")
    logged_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="confirmed_sessions"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="cancelled_sessions"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)
    client_key = models.UUIDField(
        unique=True, editable=False, help_text="From the form, so that sending it twice makes one session."
    )

    objects = scoped_by_participation("participation", PLAN_READERS, queryset=SessionQuerySet)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            *details_fit(),
            models.CheckConstraint(condition=Q(length__gt=0) & Q(length__lte=5), name="session_length_believable"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True)
                | Q(length=Round(F("minutes") * Decimal("1.0") / Decimal(f"{lengths.MINUTES_A_DAY}.0"), 3)),
                name="session_length_is_its_minutes",
            ),
            models.CheckConstraint(
                condition=Q(colleague_names__len__lte=F("colleagues")), name="named_colleagues_are_counted"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(cancelled_by__isnull=False, cancelled_at__isnull=False),
                name="session_cancelled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(visit__isnull=True, seats__isnull=True)
                | Q(visit__isnull=False, seats__gt=0, kind="observation"),
                name="a_place_on_a_visit_is_for_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["participation", "-held_on"], name="session_by_participation"),
            # The reminders of the day before run this query every minute.
            models.Index("starts_at", name="session_to_come", condition=Q(state="planned")),
        ]
        triggers = [
            SESSION_MOVES.trigger("session_moves"),
            protect_from_delete("sessions_stay"),
            raise_trigger(
                "confirmed_sessions_stand",
                operation=pgtrigger.Update,
                when_sql="OLD.state = 'confirmed' AND ("
                + ", ".join(f"OLD.{name}" for name in COUNTED)
                + ") IS DISTINCT FROM ("
                + ", ".join(f"NEW.{name}" for name in COUNTED)
                + ")",
                sentence=STANDS,
            ),
            raise_trigger(
                "only_imported_sessions_are_undone",
                operation=pgtrigger.UpdateOf("state"),
                when_sql="OLD.state = 'confirmed' AND NEW.state = 'cancelled' AND NOT EXISTS "
                "(SELECT 1 FROM devplans_importedsession i WHERE i.session_id = NEW.id)",
                sentence=ONLY_IMPORTED,
            ),
            seats_fit(),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.held_on.day} {self.held_on:%B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("devplans:session", args=[self.pk])

    @property
    def school(self) -> School:
        """Return the supported school."""
        return self.participation.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.participation.hub

    @property
    def is_to_come(self) -> bool:
        """Return whether the session is planned, neither held nor cancelled."""
        return self.state == SessionState.PLANNED

    @property
    def can_be_corrected(self) -> bool:
        """Return whether the session was held and is not confirmed."""
        return self.state in (SessionState.HELD, SessionState.QUERIED)

    @property
    def is_cancelled(self) -> bool:
        """Return whether it will not take place."""
        return self.state == SessionState.CANCELLED

    @property
    def is_queried(self) -> bool:
        """Return whether the Specialist has asked for a change."""
        return self.state == SessionState.QUERIED

    @property
    def is_confirmed(self) -> bool:
        """Return whether it has been counted in days."""
        return self.state == SessionState.CONFIRMED

    @property
    def has_happened(self) -> bool:
        """Return whether it was held."""
        return self.state not in (SessionState.PLANNED, SessionState.CANCELLED)

    @property
    def status(self) -> Status:
        """Return its status: a session that waits for somebody says for whom."""
        if self.state == SessionState.HELD and self.specialist_id:
            return SESSION_TO_CONFIRM
        if self.state == SessionState.PLANNED and self.held_on < today():
            return Status("To log", "wait", "Its day is over.")
        return SESSION_STATUSES[SessionState(self.state)]

    @property
    def length_in_words(self) -> str:
        """Return the length the way it was typed: `1 h 30 min` or `½ day`."""
        return lengths.format_length(self.length, self.minutes)


@pghistory.track()
class SessionAdvocate(models.Model):
    """An Advocate who took part in a session."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="advocate_links")
    advocate = models.ForeignKey(Advocate, models.PROTECT, related_name="session_links")

    objects = scoped_by_participation("session__participation", PLAN_READERS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "advocate"], name="an_advocate_once_a_session")]

    def __str__(self) -> str:
        return f"{self.advocate} in {self.session}"


@pghistory.track()
class SessionAim(models.Model):
    """An aim that a session supported."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="aim_links")
    aim = models.ForeignKey(Aim, models.PROTECT, related_name="session_links")

    objects = scoped_by_participation("session__participation", PLAN_READERS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "aim"], name="an_aim_once_a_session")]

    def __str__(self) -> str:
        return f"{self.session} for {self.aim}"


@pghistory.track()
class ChangeRequest(models.Model):
    """A Specialist's request to change a logged session, with its reason; the school corrects and resends it."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="change_requests")
    reason = models.TextField(max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="change_requests")
    asked_at = models.DateTimeField()
    mended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="mended_requests"
    )
    mended_at = models.DateTimeField(null=True, blank=True)

    objects = scoped_by_participation("session__participation", PLAN_READERS)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(mended_at__isnull=True), name="one_open_change_request_a_session"
            ),
            done_by_somebody("mended", name="change_mended_by_somebody"),
        ]
        triggers = [protect_from_delete("change_requests_stay")]

    def __str__(self) -> str:
        return f"Change to {self.session}"

    @property
    def school(self) -> School:
        """Return the supported school."""
        return self.session.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.session.hub
