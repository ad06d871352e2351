"""A hub's settings for its meetings, and private calendars."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from schools.models import Hub
from sustaining.common.moves import protect_from_delete

from ..querysets import FeedQuerySet, HubSettingsQuerySet

MOST_DAYS = 60


def a_week_and_a_day() -> list[int]:
    """Return the default days before a meeting on which members are reminded."""
    return [7, 1]


def ten_days() -> list[int]:
    """Return the default days before a meeting on which those who have not answered are nudged."""
    return [10]


def days() -> Any:
    """Return a field for whole days between an email and its meeting."""
    return models.PositiveSmallIntegerField(validators=[MinValueValidator(0), MaxValueValidator(MOST_DAYS)])


@pghistory.track()
class ReminderSchedule(models.Model):
    """A hub's days and hours for reminders, and its notice period for apologies.

    A hub without a row has the fields' defaults: `ReminderSchedule(hub=hub)`.
    """

    hub = models.OneToOneField(Hub, models.PROTECT, related_name="reminder_schedule")
    remind_days = ArrayField(days(), default=a_week_and_a_day, blank=True, help_text="Days before the meeting.")
    nudge_days = ArrayField(days(), default=ten_days, blank=True, help_text="Days before; only those without answer.")
    thanks_days = models.PositiveSmallIntegerField(
        default=1, null=True, blank=True, validators=[MaxValueValidator(14)], help_text="Days after; empty for none."
    )
    sends_from = models.TimeField(default=time(9))
    sends_until = models.TimeField(default=time(18))
    notice_days = models.PositiveSmallIntegerField(
        default=7, validators=[MaxValueValidator(MOST_DAYS)], help_text="Apologies after this are marked as late."
    )

    objects = HubSettingsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sends_until__gt=F("sends_from")),
                name="sending_hours_in_order",
                violation_error_message="“Sent until” must be after “Sent from”.",
            )
        ]

    def __str__(self) -> str:
        return f"Reminders of {self.hub}"

    def is_open(self, now: datetime) -> bool:
        """Return whether `now` lies within the sending hours, in London."""
        return self.sends_from <= timezone.localtime(now).time() < self.sends_until


@pghistory.track()
class Wording(models.Model):
    """A hub's own wording of one kind of email. Without a row the default applies (`wording.py`)."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="wordings")
    template = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=5000)
    is_used = models.BooleanField(default=True, help_text="False once the hub has gone back to the default.")

    objects = HubSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = "email wording"
        verbose_name_plural = "email wordings"
        constraints = [models.UniqueConstraint(fields=["hub", "template"], name="one_wording_a_template")]
        triggers = [protect_from_delete("wordings_stay")]

    def __str__(self) -> str:
        return f"{self.template}, {self.hub}"


@pghistory.track()
class CalendarFeed(models.Model):
    """A person's private calendar. Anyone who has its address can read it until it is renewed (`links.py`)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feed")
    renewed_at = models.DateTimeField()

    objects = FeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
