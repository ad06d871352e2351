"""What was said, as a ledger. A reminder to come is not a row: it is computed (`reminders.py`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from sustaining.common.moves import Moves, keep

MAX_ATTEMPTS = 6


class EmailState(models.TextChoices):
    """Where a mail stands."""

    QUEUED = "queued", "Waiting to be sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be delivered"
    MISSED = "missed", "Not sent: too late, or no longer true"


EMAIL_MOVES = Moves(
    start={EmailState.QUEUED},
    send=({EmailState.QUEUED}, EmailState.SENT),
    fail=({EmailState.QUEUED}, EmailState.FAILED),
    miss=({EmailState.QUEUED}, EmailState.MISSED),
    retry=({EmailState.FAILED}, EmailState.QUEUED),
)


class AdministratorsOnly(models.QuerySet):
    """Rows that only programme administrators read as such; others meet them on the pages they are about."""

    def visible_to(self, user: Any) -> Self:
        """All for programme administrators, none for others."""
        return self.all() if user.is_active and user.is_superuser else self.none()


class EmailQuerySet(AdministratorsOnly):
    """Reading the outbox."""

    def due(self, now: datetime) -> EmailQuerySet:
        """What may be tried at `now`, the longest waiting first. The partial index `email_due` serves this."""
        return self.filter(state=EmailState.QUEUED, not_before__lte=now).order_by("not_before", "pk")

    def about_thing(self, thing: models.Model) -> EmailQuerySet:
        """What was said about `thing`, newest first."""
        kind = ContentType.objects.get_for_model(thing)
        return self.filter(about_type=kind, about_id=thing.pk).order_by("-queued_at", "-pk")


class Email(models.Model):
    """One mail to one person for one occasion: rendered once, under a Message-ID fixed when it was written.

    `occasion` is unique: whatever is pressed, repeated or restarted, nothing is written twice for it.
    """

    occasion = models.CharField(max_length=200, unique=True)
    template = models.CharField(max_length=60)
    to = models.EmailField(max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="emails", editable=False
    )
    about_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, editable=False)
    about_id = models.BigIntegerField(null=True, blank=True, editable=False)
    about = GenericForeignKey("about_type", "about_id")
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True, help_text="An iCalendar file that goes with the mail.")
    reply_to = models.EmailField(max_length=254, blank=True)
    is_secret = models.BooleanField(default=False, help_text="Carries a link or a code: its body is blanked once sent.")
    state = models.CharField(max_length=10, choices=EmailState, default=EmailState.QUEUED)
    message_id = models.CharField("Message-ID", max_length=120, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_answer = models.TextField(blank=True, help_text="What the mail server said at the last attempt.")
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    use_until = models.DateTimeField(null=True, blank=True, help_text="After this moment it is of no use: never late.")
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it was sent, failed or missed.")

    objects = EmailQuerySet.as_manager()

    class Meta:
        verbose_name = "e-mail"
        ordering = ["-queued_at", "-pk"]
        indexes = [
            # Serves EmailQuerySet.due: the worker's question, asked every few seconds.
            models.Index("not_before", "id", name="email_due", condition=models.Q(state="queued")),
            models.Index("about_type", "about_id", name="email_about"),
        ]
        triggers = [EMAIL_MOVES.trigger("email_moves"), keep("emails_stay")]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


@pghistory.track()
class Hold(models.Model):
    """A reminder that somebody has stopped before it goes: its occasion's key, by whom, and why."""

    key = models.CharField(max_length=200, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="holds")
    why = models.CharField(max_length=300)
    held_at = models.DateTimeField()

    objects = AdministratorsOnly.as_manager()

    class Meta:
        ordering = ["-held_at"]
        triggers = [pgtrigger.ReadOnly(name="holds_stand")]

    def __str__(self) -> str:
        return f"{self.key}: {self.why}"
