"""Schedules by which a hub has the site chase its schools."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.chasing import CHASERS, ChaserKind
from schools.models import Hub
from sustaining.common.moves import done_by_somebody, protect_from_delete, protect_identity

from ..querysets import HubRowQuerySet

PERSON = settings.AUTH_USER_MODEL
MOST_WEEKS, MOST_TIMES = 12, 20


@pghistory.track()
class ChaseSchedule(models.Model):
    """A hub's order that the site chases one kind of thing by itself: every so many weeks, from a day, with an end.

    It ends on `ends_on`, or after `most_times` rounds, or when it is stopped. A hub has one at work for a kind.
    """

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="chase_schedules")
    kind = models.CharField(max_length=40, help_text="The name of its kind of chaser.")
    every_weeks = models.PositiveSmallIntegerField(
        "every", validators=[MinValueValidator(1), MaxValueValidator(MOST_WEEKS)], help_text="In weeks."
    )
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)
    most_times = models.PositiveSmallIntegerField(
        "number of times", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_TIMES)]
    )
    started_by = models.ForeignKey(PERSON, models.PROTECT, related_name="chase_schedules_started")
    started_at = models.DateTimeField()
    stopped_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = HubRowQuerySet.as_manager()

    class Meta:
        verbose_name = "automatic chaser"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "kind"],
                condition=Q(stopped_at__isnull=True),
                name="one_chase_schedule_a_kind",
                violation_error_message="The site already chases this by itself. Stop that schedule first.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False) | Q(most_times__isnull=False),
                name="a_chase_schedule_has_an_end",
                violation_error_message="Enter a last day or a number of times.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_chase_schedule_ends_after_its_start",
                violation_error_message="The last day must be the same as or after the first day.",
            ),
            models.CheckConstraint(
                condition=Q(every_weeks__range=(1, MOST_WEEKS))
                & (Q(most_times__isnull=True) | Q(most_times__range=(1, MOST_TIMES))),
                name="a_chase_schedule_is_bounded",
            ),
            done_by_somebody("stopped", name="a_chase_schedule_is_stopped_by_somebody"),
        ]
        triggers = [
            protect_from_delete("chase_schedules_stay"),
            protect_identity(
                "chase_schedules_stay_as_they_are",
                "hub_id",
                "kind",
                "every_weeks",
                "starts_on",
                "ends_on",
                "most_times",
                "started_by_id",
                sentence="A schedule can’t be changed. Stop it, and start another one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.rhythm}"

    def get_absolute_url(self) -> str:
        """Return the page of its kind."""
        return reverse("casework:chaser", args=[self.hub.present_id, self.kind])

    @property
    def chaser(self) -> ChaserKind | None:
        """Return its kind; None when the site no longer has it."""
        return CHASERS.get(self.kind)

    @property
    def label(self) -> str:
        """Return what it chases."""
        return self.chaser.label if self.chaser else self.kind

    @property
    def rhythm(self) -> str:
        """Return `every 2 weeks`."""
        return "every week" if self.every_weeks == 1 else f"every {self.every_weeks} weeks"
