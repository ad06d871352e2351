"""Emails, holds, preferences and links. Future reminders are not rows: they are computed (`reminders.py`)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from sustaining.common.moves import Moves, protect_from_delete
from sustaining.common.status import Status, StatusMixin

from .backups import Backup as Backup  # a model of this app
from .kinds import KINDS, VisibilityCondition
from .leases import BeatLease as BeatLease  # another

if TYPE_CHECKING:
    from sustaining.common.people import Reader

MAX_ATTEMPTS = 6


class EmailState(models.TextChoices):
    """The state of an email."""

    QUEUED = "queued", "Waiting to be sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be delivered"
    MISSED = "missed", "Not sent: too late, declined or out of date"
    BOUNCED = "bounced", "Bounced"


EMAIL_STATUSES = {
    EmailState.QUEUED: Status("Waiting to be sent", "wait"),
    EmailState.SENT: Status("Sent", "go"),
    EmailState.FAILED: Status("Could not be delivered", "stop"),
    EmailState.MISSED: Status("Not sent", "wait"),
    EmailState.BOUNCED: Status("Bounced", "stop"),
}
"""Email states as pages show them."""


EMAIL_MOVES = Moves(
    start={EmailState.QUEUED},
    send=({EmailState.QUEUED}, EmailState.SENT),
    fail=({EmailState.QUEUED}, EmailState.FAILED),
    miss=({EmailState.QUEUED}, EmailState.MISSED),
    bounce=({EmailState.SENT}, EmailState.BOUNCED),
    retry=({EmailState.FAILED, EmailState.BOUNCED}, EmailState.QUEUED),
    final={EmailState.MISSED: "what it says is no longer true, or its time has passed."},
)
TROUBLE = (EmailState.FAILED, EmailState.BOUNCED)
"""States that a person has to look at."""


def _kinds_by_viewer() -> dict[VisibilityCondition, list[str]]:
    """Return the names of the kinds that each viewer may see."""
    by_viewer: dict[VisibilityCondition, list[str]] = {}
    for kind in KINDS.values():
        for viewer in kind.seen_by:
            by_viewer.setdefault(viewer, []).append(kind.name)
    return by_viewer


class AdministratorsOnly(models.QuerySet):
    """Rows that only programme administrators can list."""

    def visible_to(self, user: Reader) -> Self:
        """Return all rows for programme administrators, none for others."""
        return self.all() if user.is_active and user.is_superuser else self.none()


class HoldQuerySet(AdministratorsOnly):
    """Queryset of holds."""

    def unreleased(self) -> HoldQuerySet:
        """Return the holds that were not released."""
        return self.filter(released_at__isnull=True)


class OwnRowsQuerySet(models.QuerySet):
    """Rows that belong to one user each."""

    def visible_to(self, user: Reader) -> Self:
        """Return the user's own rows; all rows for programme administrators."""
        return self.all() if user.is_active and user.is_superuser else self.filter(user=user.pk)


class EmailQuerySet(models.QuerySet):
    """Queryset of emails."""

    def visible_to(self, user: Reader) -> Self:
        """Return all emails for programme administrators, for others those that a kind's `seen_by` lets them see."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        reach = Q(pk__in=[])
        for viewer, kinds in _kinds_by_viewer().items():
            condition = viewer(user, self)
            if condition is not None:
                reach |= Q(kind__in=kinds) & condition
        return self.filter(reach)

    def about_what_is_visible_to(self, user: Reader) -> Q:
        """Return the condition that an email is about an object that `user` sees. One query, for the content types."""
        reach = Q(pk__in=[])
        for kind in ContentType.objects.filter(pk__in=self.order_by().values("about_type")):
            model: Any = kind.model_class()
            reach |= Q(about_type=kind, about_id__in=model._default_manager.visible_to(user).values("pk"))
        return reach

    def due(self, now: datetime) -> EmailQuerySet:
        """Return the emails that wait and may go. Uses the partial index `email_due`."""
        return self.filter(state=EmailState.QUEUED, not_before__lte=now)

    def in_trouble(self) -> EmailQuerySet:
        """Return emails that failed or bounced and were not set aside."""
        return self.filter(state__in=TROUBLE, set_aside_at__isnull=True)

    def sent_since(self, moment: datetime) -> EmailQuerySet:
        """Return emails sent since a moment. Uses the partial index `email_sent`."""
        return self.filter(state=EmailState.SENT, settled_at__gt=moment)

    def about_thing(self, target: models.Model) -> EmailQuerySet:
        """Return emails about `target`, newest first."""
        kind = ContentType.objects.get_for_model(target)
        return self.filter(about_type=kind, about_id=target.pk).order_by("-queued_at", "-pk")


class Email(StatusMixin, models.Model):
    """One email to one person for one occasion, rendered once, under a Message-ID fixed when it was written.

    `occasion` is unique, so that no retry or restart writes a second email for it.
    """

    occasion = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60, help_text="The name of its EmailKind.")
    facts = models.JSONField(
        default=dict,
        db_default={},
        blank=True,
        editable=False,
        help_text="Keys, days and numbers used to check, before it is sent, that it is still true.",
    )
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
    calendar = models.TextField(blank=True, help_text="An iCalendar file attached to the email.")
    reply_to = models.EmailField(max_length=254, blank=True)
    placeholders = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        editable=False,
        help_text="What is filled in when it is sent, by placeholder: links to make, and sealed codes.",
    )
    state = models.CharField(max_length=10, choices=EmailState, default=EmailState.QUEUED)
    message_id = models.CharField("Message-ID", max_length=120, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_answer = models.TextField(
        blank=True, help_text="What the mail server said at the last attempt, or why it was not sent."
    )
    provider_id = models.CharField(
        "provider’s id",
        max_length=200,
        blank=True,
        editable=False,
        help_text="The provider reports bounces under this id.",
    )
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    use_until = models.DateTimeField(null=True, blank=True, help_text="It is not sent after this time.")
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it was sent, failed or missed.")
    set_aside_at = models.DateTimeField(null=True, blank=True, help_text="When it was dismissed.")
    is_restricted: bool  # whether the reader's data may only be kept; `delivery.py` reads it with the row

    STATUSES = EMAIL_STATUSES

    objects = EmailQuerySet.as_manager()

    class Meta:
        verbose_name = "email"
        ordering = ["-queued_at", "-pk"]
        indexes = [
            # For delivery.TAKE_NEXT, which runs once per email.
            models.Index("not_before", "id", name="email_due", condition=models.Q(state="queued")),
            models.Index("about_type", "about_id", name="email_about"),
            # For recipients.written_at, after every action.
            models.Index("queued_at", name="email_queued_at"),
            models.Index("settled_at", name="email_sent", condition=models.Q(state="sent")),
            models.Index("provider_id", name="email_at_provider", condition=~models.Q(provider_id="")),
            # For the hub's to-do list: few rows, often none.
            models.Index("about_type", "about_id", name="email_trouble", condition=models.Q(state__in=TROUBLE)),
        ]
        triggers = [EMAIL_MOVES.trigger("email_moves"), protect_from_delete("emails_stay")]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    @property
    def can_be_repeated(self) -> bool:
        """Return whether it can be sent again. A one-time code is removed once it was sent."""
        return all(part.get("sealed", True) for part in self.placeholders.values())

    @property
    def status(self) -> Status:
        """Return where it stands; one that was not sent says why."""
        status = super().status
        return status._replace(next=self.last_answer) if self.is_missed else status

    @property
    def is_queued(self) -> bool:
        """Return whether it waits to be sent."""
        return self.state == EmailState.QUEUED

    @property
    def is_missed(self) -> bool:
        """Return whether it was not sent, on purpose."""
        return self.state == EmailState.MISSED

    @property
    def is_in_trouble(self) -> bool:
        """Return whether somebody has to look at it."""
        return self.state in TROUBLE


class HoldKind(models.TextChoices):
    """Why a reminder is not sent."""

    HELD = "held", "Paused"
    DROPPED = "dropped", "Won’t be sent"
    SKIPPED = "skipped", "Skipped"


@pghistory.track()
class Hold(models.Model):
    """A reminder that was stopped before it was sent, by its occasion's key. The clock skips, people hold or drop.

    A held reminder may be released, and is then sent unless its time has passed.
    """

    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=HoldKind, default=HoldKind.HELD)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="holds")
    why = models.CharField(max_length=300)
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = "stopped reminder"
        verbose_name_plural = "stopped reminders"
        ordering = ["-held_at"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(released_at__isnull=True), name="one_hold_an_occasion"),
            models.CheckConstraint(
                condition=Q(kind=HoldKind.HELD) | Q(released_at__isnull=True), name="only_what_is_held_is_released"
            ),
        ]
        triggers = [protect_from_delete("holds_stay")]

    def __str__(self) -> str:
        return f"{self.key}: {self.why}"


class EmailPreference(models.TextChoices):
    """Which emails a person wants."""

    ALL = "all", "Everything"
    NO_REMINDERS = "no_reminders", "No reminders: dates, changes and cancellations only"
    CHANGES_ONLY = "changes", "Changes and cancellations only"


@pghistory.track()
class MailChoice(models.Model):
    """The email preference of an account, or of an address without one (an applicant). Without a row: all emails."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="mail_choice")
    address = models.EmailField(max_length=254, blank=True, default="", db_default="", help_text="In lower case.")
    wanted = models.CharField(max_length=15, choices=EmailPreference, default=EmailPreference.ALL)
    weekly_summary = models.BooleanField(default=False, db_default=False)
    chosen_at = models.DateTimeField()

    objects = OwnRowsQuerySet.as_manager()

    class Meta:
        verbose_name = "email preference"
        verbose_name_plural = "email preferences"
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, address="") | (Q(user__isnull=True) & ~Q(address="")),
                name="mail_choice_is_of_account_or_address",
            ),
            models.UniqueConstraint(Lower("address"), condition=~Q(address=""), name="one_mail_choice_an_address"),
            models.CheckConstraint(
                condition=Q(weekly_summary=False) | Q(user__isnull=False), name="weekly_summary_is_of_an_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.address}: {self.get_wanted_display()}"


class LinkQuerySet(AdministratorsOnly):
    """Queryset of links."""

    def unended(self, now: datetime) -> LinkQuerySet:
        """Return links that are not used, revoked or expired."""
        in_time = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        return self.filter(in_time, used_at__isnull=True, revoked_at__isnull=True)

    def about_thing(self, target: models.Model) -> LinkQuerySet:
        """Return links to `target`."""
        kind = ContentType.objects.get_for_model(target)
        return self.filter(subject_type=kind, subject_id=target.pk)


class Link(models.Model):
    """A link that works without signing in. Only the hash of its token is stored (`links.py`).

    Only its recipient sees it: it is created when its email is sent, or shown once to the person who asked for it.
    """

    purpose = models.CharField(max_length=40)
    token_hash = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256 of the token.")
    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject: Any = GenericForeignKey("subject_type", "subject_id")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="links", editable=False
    )
    to = models.EmailField("sent to", max_length=254, blank=True)
    payload = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    email = models.ForeignKey(Email, models.PROTECT, null=True, blank=True, related_name="links")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it works until it is renewed.")
    last_opened_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True, help_text="When it was used.")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()
    token = ""
    """The token that opened the link, during that request. Never stored."""

    class Meta:
        verbose_name = "email link"
        verbose_name_plural = "email links"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index("subject_type", "subject_id", "purpose", name="link_subject"),
            models.Index("user", name="link_user", condition=Q(user__isnull=False)),
        ]
        triggers = [protect_from_delete("links_stay")]

    def __str__(self) -> str:
        return f"{self.purpose} link to {self.to or self.user}"


class OutsideCount(models.Model):
    """How many emails outsiders caused in a period, for one recipient or origin (stored as a hash).

    `limits.py` writes and deletes these rows in SQL.
    """

    key = models.CharField(max_length=64)
    window_starts_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    objects = AdministratorsOnly.as_manager()

    class Meta:
        verbose_name = "count of emails to outsiders"
        verbose_name_plural = "counts of emails to outsiders"
        constraints = [models.UniqueConstraint(fields=["key", "window_starts_at"], name="one_outside_count_a_window")]

    def __str__(self) -> str:
        return f"{self.count} since {self.window_starts_at}"
