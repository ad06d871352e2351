"""Kinds of notes and concerns, and the states of a concern."""

from __future__ import annotations

from django.db import models

from sustaining.common.status import Status


class NoteKind(models.TextChoices):
    """How the hub was in contact with a school."""

    CALL = "call", "Phone call"
    VISIT = "visit", "Visit"
    MEETING = "meeting", "Meeting"
    EMAIL = "email", "Email"
    NOTE = "note", "Note"


class ConcernKind(models.TextChoices):
    """What a concern about a school is about."""

    ENGAGEMENT = "engagement", "Taking part"
    PROGRESS = "progress", "Progress with the plan"
    PEOPLE = "people", "Changes of people"
    LEADERSHIP = "leadership", "Support from senior leaders"
    SUPPORT = "support", "Work with the Specialist"
    MONEY = "money", "Use of the grant"
    OTHER = "other", "Something else"


class ConcernState(models.TextChoices):
    """Whether a concern is being worked on."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


CONCERN_STATUSES = {
    ConcernState.OPEN: Status("Open", "wait", "Waiting for the hub’s review."),
    ConcernState.CLOSED: Status("Closed", "go"),
}
