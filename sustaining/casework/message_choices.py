"""Choices of messages to groups: their states, and the roles of those whom one writes to."""

from __future__ import annotations

from django.db import models

from schools.choices import ContactRole
from sustaining.common.status import Status


class MailingState(models.TextChoices):
    """Where a message to a group is between its first draft and going."""

    DRAFT = "draft", "Draft"
    HELD = "held", "On hold"
    SCHEDULED = "scheduled", "Scheduled"
    SENT = "sent", "Sent"
    CANCELLED = "cancelled", "Cancelled"


MAILING_STATUSES = {
    MailingState.DRAFT: Status("Draft", "", "Only its writer sees it."),
    MailingState.HELD: Status("On hold", "wait", "Waiting for someone to send it."),
    MailingState.SCHEDULED: Status("Scheduled", "teal"),
    MailingState.SENT: Status("Sent", "go"),
    MailingState.CANCELLED: Status("Cancelled", "stop"),
}
UNSENT = (MailingState.DRAFT, MailingState.HELD, MailingState.SCHEDULED)
"""States from which a message may still go."""


class RecipientRole(models.TextChoices):
    """The posts by which one chooses whom a message goes to."""

    ADVOCATE = "advocate", "Mastery Advocate"
    HEADTEACHER = ContactRole.HEADTEACHER.value, ContactRole.HEADTEACHER.label
    HEAD_OF_DEPARTMENT = ContactRole.HEAD_OF_DEPARTMENT.value, ContactRole.HEAD_OF_DEPARTMENT.label
    FINANCE = ContactRole.FINANCE.value, ContactRole.FINANCE.label
    SPECIALIST = "specialist", "Mastery Specialist"


ROLE_PLURALS = {
    RecipientRole.ADVOCATE: "Mastery Advocates",
    RecipientRole.HEADTEACHER: "Headteachers",
    RecipientRole.HEAD_OF_DEPARTMENT: "Heads of department",
    RecipientRole.FINANCE: "Finance contacts",
    RecipientRole.SPECIALIST: "Mastery Specialists",
}
