"""What was said, as a ledger. A reminder to come is not a row: it is computed (`reminders.py`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from sustaining.common.moves import Moves, protect_from_delete

from .kinds import KINDS, Viewer

MAX_ATTEMPTS = 6


class EmailState(models.TextChoices):
    """Where a mail stands."""

    QUEUED = "queued", "Waiting to be sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be delivered"
    MISSED = "missed", "Not sent: too late, not wanted, or no longer true"
    BOUNCED = "bounced", "Came back"


EMAIL_MOVES = Moves(
    start={EmailState.QUEUED},
    send=({EmailState.QUEUED}, EmailState.SENT),
    fail=({EmailState.QUEUED}, EmailState.FAILED),
    miss=({EmailState.QUEUED}, EmailState.MISSED),
    bounce=({EmailState.SENT}, EmailState.BOUNCED),
    retry=({EmailState.FAILED, EmailState.BOUNCED}, EmailState.QUEUED),
)
TROUBLE = (EmailState.FAILED, EmailState.BOUNCED)
"""What somebody has to look at."""


def _kinds_by_viewer() -> dict[Viewer, list[str]]:
    """The kinds of mail that each viewer looks after."""
    by_viewer: dict[Viewer, list[str]] = {}
    for kind in KINDS.values():
        for viewer in kind.seen_by:
            by_viewer.setdefault(viewer, []).append(kind.name)
    return by_viewer


class AdministratorsOnly(models.QuerySet):
    """Rows that only programme administrators read as such; others meet them on the pages they are about."""

    def visible_to(self, user: Any) -> Self:
        """All for programme administrators, none for others."""
        return self.all() if user.is_active and user.is_superuser else self.none()


class HoldQuerySet(AdministratorsOnly):
    """Reading what was stopped."""

    def standing(self) -> HoldQuerySet:
        """Those that were not released."""
        return self.filter(released_at__isnull=True)


class OwnQuerySet(models.QuerySet):
    """Rows that each person reads for themselves."""

    def visible_to(self, user: Any) -> Self:
        """One's own; all for programme administrators."""
        return self.all() if user.is_active and user.is_superuser else self.filter(user=user.pk)


class EmailQuerySet(models.QuerySet):
    """Reading the outbox."""

    def visible_to(self, user: Any) -> Self:
        """All for programme administrators; for others the kinds that say so (`EmailKind.seen_by`), about what they see."""
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

    def about_what_is_visible_to(self, user: Any) -> Q:
        """The condition: about things of any kind that `user` sees. One query, for the kinds that there are."""
        reach = Q(pk__in=[])
        for kind in ContentType.objects.filter(pk__in=self.order_by().values("about_type")):
            model: Any = kind.model_class()
            reach |= Q(about_type=kind, about_id__in=model._default_manager.visible_to(user).values("pk"))
        return reach

    def in_trouble(self) -> EmailQuerySet:
        """What was refused for good or came back, and nobody has set aside."""
        return self.filter(state__in=TROUBLE, set_aside_at__isnull=True)

    def sent_since(self, moment: datetime) -> EmailQuerySet:
        """What the server took since. The partial index `email_sent` serves this."""
        return self.filter(state=EmailState.SENT, settled_at__gt=moment)

    def about_thing(self, thing: models.Model) -> EmailQuerySet:
        """What was said about `thing`, newest first."""
        kind = ContentType.objects.get_for_model(thing)
        return self.filter(about_type=kind, about_id=thing.pk).order_by("-queued_at", "-pk")


class Email(models.Model):
    """One mail to one person for one occasion: rendered once, under a Message-ID fixed when it was written.

    `occasion` is unique: whatever is pressed, repeated or restarted, nothing is written twice for it.
    """

    occasion = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60, help_text="The name of its EmailKind.")
    facts = models.JSONField(
        default=dict,
        db_default={},
        blank=True,
        editable=False,
        help_text="Keys, days and numbers by which its kind is asked again, before it goes, whether it is still true.",
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
    calendar = models.TextField(blank=True, help_text="An iCalendar file that goes with the mail.")
    reply_to = models.EmailField(max_length=254, blank=True)
    placeholders = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        editable=False,
        help_text="What is put in as it goes, by the placeholder in the text: links to mint, and sealed codes.",
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
        help_text="Under which a provider tells of bounces.",
    )
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    use_until = models.DateTimeField(null=True, blank=True, help_text="After this moment it is of no use: never late.")
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it was sent, failed or missed.")
    set_aside_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody said that nothing is to be done."
    )

    objects = EmailQuerySet.as_manager()

    class Meta:
        verbose_name = "e-mail"
        ordering = ["-queued_at", "-pk"]
        indexes = [
            # Serves delivery.TAKE_NEXT: the worker's question, asked once a mail.
            models.Index("not_before", "id", name="email_due", condition=models.Q(state="queued")),
            models.Index("about_type", "about_id", name="email_about"),
            models.Index("settled_at", name="email_sent", condition=models.Q(state="sent")),
            models.Index("provider_id", name="email_at_provider", condition=~models.Q(provider_id="")),
            # What the hub's desk asks: few rows, and seldom any.
            models.Index("about_type", "about_id", name="email_trouble", condition=models.Q(state__in=TROUBLE)),
        ]
        triggers = [EMAIL_MOVES.trigger("email_moves"), protect_from_delete("emails_stay")]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    @property
    def can_be_repeated(self) -> bool:
        """Whether it could go once more as it was: a one-time code in it is gone once it was sent."""
        return all(part.get("sealed", True) for part in self.placeholders.values())


class HoldKind(models.TextChoices):
    """Why a reminder does not go."""

    HELD = "held", "Held back for now"
    DROPPED = "dropped", "Will not go"
    SKIPPED = "skipped", "Skipped"


@pghistory.track()
class Hold(models.Model):
    """A reminder that was stopped before it went: its occasion's key, by whom, and why. The clock skips, people hold or drop.

    What is held may be released, and then goes if its time has not passed.
    """

    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=HoldKind, default=HoldKind.HELD)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="holds")
    why = models.CharField(max_length=300)
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
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


class Wanted(models.TextChoices):
    """What a person wants to be told by e-mail."""

    ALL = "all", "Everything"
    NO_REMINDERS = "no_reminders", "No reminders: dates, changes and cancellations only"
    CHANGES_ONLY = "changes", "Changes and cancellations only"


@pghistory.track()
class MailChoice(models.Model):
    """What a person has asked not to be told. Without a row: everything."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mail_choice")
    wanted = models.CharField(max_length=15, choices=Wanted, default=Wanted.ALL)
    chosen_at = models.DateTimeField()

    objects = OwnQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user}: {self.get_wanted_display()}"


class LinkQuerySet(AdministratorsOnly):
    """Reading links."""

    def unended(self, now: datetime) -> LinkQuerySet:
        """Those that were neither used up nor revoked and whose time has not passed."""
        in_time = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        return self.filter(in_time, used_at__isnull=True, revoked_at__isnull=True)

    def about_thing(self, thing: models.Model) -> LinkQuerySet:
        """Those that open or act on `thing`."""
        kind = ContentType.objects.get_for_model(thing)
        return self.filter(subject_type=kind, subject_id=thing.pk)


class Link(models.Model):
    """An address that opens or does one thing without signing in. Only a hash of its token is kept (`links.py`).

    It is shown to its recipient alone: minted as its email goes, or shown once to the person who asked for it.
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
    used_at = models.DateTimeField(null=True, blank=True, help_text="When it did what it was for.")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()
    token = ""
    """By which it was opened, in the request that did; never kept."""

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index("subject_type", "subject_id", "purpose", name="link_subject"),
            models.Index("user", name="link_user", condition=Q(user__isnull=False)),
        ]
        triggers = [protect_from_delete("links_stay")]

    def __str__(self) -> str:
        return f"{self.purpose} link to {self.to or self.user}"


class OutsideCount(models.Model):
    """How many emails people who had not signed in caused in a window of time, for one recipient or one origin (a hash).

    See `limits.py`, which writes and forgets these rows in SQL.
    """

    key = models.CharField(max_length=64)
    window_starts_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    objects = AdministratorsOnly.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window_starts_at"], name="one_outside_count_a_window")]

    def __str__(self) -> str:
        return f"{self.count} since {self.window_starts_at}"
