"""Visits to a Specialist's own school, with places for the schools that they support."""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import School
from specialists.models import Specialist
from sustaining.common.clock import london_day
from sustaining.common.moves import Moves, protect_from_delete

from ..choices import VisitState
from ..querysets import VisitQuerySet

VISIT_MOVES = Moves(
    start={VisitState.OFFERED},
    cancel=({VisitState.OFFERED}, VisitState.CANCELLED),
    final={VisitState.CANCELLED: "everyone has been emailed, and their sessions are cancelled. Offer another visit."},
)
FULL = "There are not enough places left on this visit. Bring fewer people, or choose another visit."


@pghistory.track()
class Visit(models.Model):
    """A visit to a Specialist's own classroom on a day; each school that takes places has a planned session."""

    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="visits")
    state = models.CharField(max_length=10, choices=VisitState, default=VisitState.OFFERED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.PositiveSmallIntegerField(
        help_text="The total for all schools.",
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    focus = models.CharField("focus", max_length=200)
    arriving = models.TextField("where to arrive", max_length=1000, blank=True)
    host_email = models.EmailField("school contact", max_length=254, blank=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="offered_visits")
    offered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)
    client_key = models.UUIDField(
        unique=True, editable=False, help_text="From the form, so that sending it twice makes one visit."
    )

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "visits to Specialists"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="visit_ends_after_start"),
            models.CheckConstraint(condition=Q(places__range=(1, 30)), name="visit_places_believable"),
        ]
        triggers = [VISIT_MOVES.trigger("visit_moves"), protect_from_delete("visits_stay")]

    def __str__(self) -> str:
        return f"Visit to {self.specialist.home_school}"

    def get_absolute_url(self) -> str:
        return reverse("devplans:visit", args=[self.pk])

    @property
    def school(self) -> School:
        """Return the host: the Specialist's own school."""
        return self.specialist.home_school

    @property
    def is_cancelled(self) -> bool:
        """Return whether it was called off."""
        return self.state == VisitState.CANCELLED

    def is_past(self, on: date) -> bool:
        """Return whether the visit's day is over."""
        return london_day(self.starts_at) < on


def seats_fit() -> Any:
    """Return the trigger on sessions that refuses more places on a visit than it has, in raw SQL too."""
    return pgtrigger.Trigger(
        name="visit_never_overfull",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Condition("NEW.visit_id IS NOT NULL"),
        declare=[("room", "integer"), ("standing", "text"), ("taken", "integer")],
        func=pgtrigger.Func(
            f"""
            IF NEW.state <> 'planned' THEN
                RETURN NEW;
            END IF;
            SELECT places, state INTO room, standing FROM devplans_visit WHERE id = NEW.visit_id FOR UPDATE;
            SELECT COALESCE(SUM(seats), 0) INTO taken FROM devplans_session
                WHERE visit_id = NEW.visit_id AND state <> 'cancelled' AND id IS DISTINCT FROM NEW.id;
            IF taken + NEW.seats > room OR standing <> 'offered' THEN
                RAISE EXCEPTION '{FULL}' USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_never_overfull';
            END IF;
            RETURN NEW;
            """
        ),
    )
