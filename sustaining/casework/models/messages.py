"""Messages that a hub or a Specialist writes to a group of people, and what a hub keeps for them: templates and groups."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from schools.models import Hub, Participation
from sustaining.common.folded import sort_key_column
from sustaining.common.moves import Moves, done_by_somebody, protect_from_delete, protect_identity
from sustaining.common.status import Status, StatusMixin
from sustaining.outbox.models import Email
from sustaining.outbox.wording import in_words

from ..message_choices import MAILING_STATUSES, MailingState, RecipientRole
from ..message_querysets import HubsOwnQuerySet, MailingQuerySet, RecipientQuerySet

PERSON = settings.AUTH_USER_MODEL
MAILING_MOVES = Moves(
    start=[MailingState.DRAFT],
    hold=([MailingState.DRAFT, MailingState.SCHEDULED], MailingState.HELD),
    schedule=([MailingState.DRAFT, MailingState.HELD], MailingState.SCHEDULED),
    send=([MailingState.DRAFT, MailingState.HELD, MailingState.SCHEDULED], MailingState.SENT),
    reopen=([MailingState.HELD, MailingState.SCHEDULED, MailingState.CANCELLED], MailingState.DRAFT),
    cancel=([MailingState.DRAFT, MailingState.HELD, MailingState.SCHEDULED], MailingState.CANCELLED),
    final={MailingState.SENT: "people may have read it; write to them again."},
)


class Selection(models.Model):
    """Whom one writes to: an audience with its filters, and the roles of the people. It is evaluated anew each time.

    `audience` names one of `audiences.AUDIENCES`; `filters` are the values of its query string, lists by their name;
    `label` says in words what they select.
    """

    audience = models.CharField(max_length=20)
    filters = models.JSONField(default=dict, db_default={}, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=RecipientRole), default=list, blank=True)
    label = models.CharField("group", max_length=300, blank=True, db_default="")

    class Meta:
        abstract = True


@pghistory.track()
class Mailing(StatusMixin, Selection):
    """A message to a group: written once, and sent to each person as an email of their own.

    Until it is held or scheduled, its recipients are those whom the selection gives; then they are rows of
    MailingRecipient, and those who have left by the time it goes are not written to. A draft is its writer's own.
    """

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="mailings")
    state = models.CharField(max_length=10, choices=MailingState, default=MailingState.DRAFT)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField("message", max_length=10_000, blank=True)
    replies_to_writer = models.BooleanField("replies go to the writer", default=False, db_default=False)
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="mailings")
    written_at = models.DateTimeField()
    send_at = models.DateTimeField("to be sent", null=True, blank=True)
    sent_at = models.DateTimeField("sent", null=True, blank=True)
    sent_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    hold_reason = models.CharField("why it is on hold", max_length=300, blank=True, db_default="")
    once = models.UUIDField(unique=True, editable=False)

    objects = MailingQuerySet.as_manager()
    STATUSES: ClassVar = MAILING_STATUSES

    class Meta:
        verbose_name = "message"
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(fields=["hub", "-written_at"], name="mailing_hub"),
            models.Index(fields=["send_at"], condition=Q(state="scheduled"), name="mailing_due"),
        ]
        constraints = [
            done_by_somebody("sent", name="a_message_is_sent_by_somebody", state="sent"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="a_sent_message_has_its_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(send_at__isnull=False),
                name="a_scheduled_message_has_a_time",
                violation_error_message="A scheduled message needs a day and an hour.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "cancelled")) | ~(Q(subject="") | Q(body="")),
                name="a_message_says_something",
                violation_error_message="A message needs a subject and a text.",
            ),
        ]
        triggers = [
            MAILING_MOVES.trigger("mailing_moves"),
            protect_from_delete("mailings_stay"),
            protect_identity(
                "sent_messages_stay_as_they_went",
                "subject",
                "body",
                "hub_id",
                "written_by_id",
                once="OLD.state = 'sent'",
                sentence="This message has been sent, so it can’t be changed. Write another one.",
            ),
        ]

    def __str__(self) -> str:
        return in_words(self.subject) or "Message without a subject"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("casework:message", args=[self.pk])

    @property
    def body_in_words(self) -> str:
        """Return the text with its placeholders as a reader understands them: `Hello [first name]`."""
        return in_words(self.body)

    @property
    def is_draft(self) -> bool:
        """Return whether its text and its recipients can be changed."""
        return self.state == MailingState.DRAFT

    @property
    def is_sent(self) -> bool:
        """Return whether it has gone."""
        return self.state == MailingState.SENT

    @property
    def is_scheduled(self) -> bool:
        """Return whether it goes at a time that somebody has set."""
        return self.state == MailingState.SCHEDULED

    @property
    def is_held(self) -> bool:
        """Return whether it waits for somebody to send it."""
        return self.state == MailingState.HELD

    @property
    def is_cancelled(self) -> bool:
        """Return whether it will not go."""
        return self.state == MailingState.CANCELLED

    @property
    def status(self) -> Status:
        """Return where it is; one on hold says why, where the site itself held it."""
        status = super().status
        return status._replace(next=self.hold_reason) if self.is_held and self.hold_reason else status


class MailingRecipient(models.Model):
    """A person to whom a message goes, for one school: once, however many of their schools are selected.

    `email` is the email that was written to them (the same for all of a person's rows), `reason` why none was.
    """

    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="recipients")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="+")
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=RecipientRole)
    email = models.ForeignKey(Email, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("why not", max_length=200, blank=True, db_default="")

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = "message recipient"
        verbose_name_plural = "message recipients"
        ordering = ["mailing", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "user", "participation"], name="one_recipient_a_school"),
            models.CheckConstraint(
                condition=Q(email__isnull=True) | Q(reason=""), name="who_was_written_to_has_no_reason"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="recipients_stay_once_written_to",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__email__isnull=False),
            ),
            protect_identity(
                "recipients_stay_with_their_message",
                "mailing_id",
                "user_id",
                "participation_id",
                once="OLD.email_id IS NOT NULL",
                sentence="This person has been written to, so that can’t be changed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mailing} → {self.user}"


class HubsOwn(models.Model):
    """Something that a hub keeps under a name and may remove."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="%(class)ss")
    name = models.CharField(max_length=100)
    sort_name = sort_key_column("name")
    saved_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = HubsOwnQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


def _named_once(name: str, sentence: str) -> models.UniqueConstraint:
    unremoved: Any = Q(removed_at__isnull=True)
    return models.UniqueConstraint(
        "hub", Lower("name"), condition=unremoved, name=name, violation_error_message=sentence
    )


@pghistory.track(exclude=["sort_name"])
class MessageTemplate(HubsOwn):
    """A subject and a text, with placeholders, that a hub writes often."""

    subject = models.CharField(max_length=200)
    body = models.TextField("message", max_length=10_000)

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            _named_once("one_template_a_name", "Your hub has a template with this name. Choose another name."),
            done_by_somebody("removed", name="a_template_is_removed_by_somebody"),
        ]
        triggers = [protect_from_delete("message_templates_stay")]

    @property
    def subject_in_words(self) -> str:
        """Return the subject with its placeholders as a reader understands them."""
        return in_words(self.subject)


@pghistory.track(exclude=["sort_name"])
class SavedGroup(Selection, HubsOwn):
    """A selection that a hub writes to often. Who is in it is worked out anew whenever it is used."""

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            _named_once("one_group_a_name_at_a_hub", "Your hub has a group with this name. Choose another name."),
            done_by_somebody("removed", name="a_saved_group_is_removed_by_somebody"),
        ]
        triggers = [protect_from_delete("saved_groups_stay")]
