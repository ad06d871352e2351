"""Next steps agreed in a session, each with the person who does it and the day on which it is looked at again."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.models import Hub, School
from schools.roles import PLAN_READERS
from schools.scope import scoped_by_participation
from sustaining.common.clock import today
from sustaining.common.moves import Moves, done_by_somebody, protect_from_delete, protect_identity
from sustaining.common.status import Status, StatusMixin

from ..choices import NEXT_STEP_STATUSES, NextStepState
from ..querysets import NextStepQuerySet
from .sessions import Session

PERSON = settings.AUTH_USER_MODEL
NEXT_STEP_MOVES = Moves(
    start={NextStepState.OPEN},
    finish=({NextStepState.OPEN}, NextStepState.DONE),
    drop=({NextStepState.OPEN}, NextStepState.DROPPED),
    reopen=({NextStepState.DONE, NextStepState.DROPPED}, NextStepState.OPEN),
)


@pghistory.track()
class NextStep(StatusMixin, models.Model):
    """A next step of a session. One without a check-back day comes up nowhere: it is part of the session's notes.

    `closed_in` is the later session in whose form it was closed, if it was.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="step_rows")
    text = models.TextField("next step", max_length=4000)
    owner = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="next_steps", verbose_name="who does it"
    )
    check_on = models.DateField("check back on", null=True, blank=True)
    state = models.CharField(max_length=8, choices=NextStepState, default=NextStepState.OPEN)
    added_by = models.ForeignKey(PERSON, models.PROTECT, related_name="added_next_steps")
    added_at = models.DateTimeField()
    closed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="closed_next_steps")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_in = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="closed_step_rows")
    reopen_reason = models.TextField("why it was reopened", blank=True, db_default="")

    objects = scoped_by_participation("session__participation", PLAN_READERS, queryset=NextStepQuerySet)
    STATUSES: ClassVar = NEXT_STEP_STATUSES

    class Meta:
        ordering = ["session", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(check_on__isnull=True, owner__isnull=True) | Q(check_on__isnull=False, owner__isnull=False),
                name="a_next_step_has_a_day_and_a_person",
                violation_error_message="A check-back date needs a person, and a person a date.",
            ),
            done_by_somebody("closed", name="a_next_step_is_closed_by_somebody", state__in=["done", "dropped"]),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, closed_in__isnull=True)
                | Q(state__in=["done", "dropped"], closed_at__isnull=False),
                name="a_next_step_is_closed_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["check_on"], condition=Q(state="open", check_on__isnull=False), name="next_step_to_check"
            )
        ]
        triggers = [
            NEXT_STEP_MOVES.trigger("next_step_moves"),
            protect_from_delete("next_steps_stay"),
            protect_identity(
                "next_steps_stay_with_their_session",
                "session_id",
                "added_by_id",
                sentence="A next step can’t move to another session. Close it, and add one to the other session.",
            ),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def get_absolute_url(self) -> str:
        """Return its place on the page of its session."""
        return f"{self.session.get_absolute_url()}#step-{self.pk}"

    @property
    def school(self) -> School:
        """Return the supported school."""
        return self.session.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.session.hub

    @property
    def is_open(self) -> bool:
        """Return whether it is still to be done."""
        return self.state == NextStepState.OPEN

    def is_due(self, on: date) -> bool:
        """Return whether it is open and its check-back day has come."""
        return self.is_open and self.check_on is not None and self.check_on <= on

    @property
    def status(self) -> Status:
        """Return its status: an open one is overdue after its day, and one without a day has nothing to wait for."""
        if self.is_open and self.check_on is None:
            return Status("Noted")
        if self.is_open and self.is_due(today()):
            return Status("Due today", "wait") if self.check_on == today() else Status("Overdue", "wait")
        return NEXT_STEP_STATUSES[NextStepState(self.state)]
