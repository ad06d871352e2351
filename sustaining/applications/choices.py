"""Choices of calls and applications."""

from django.db import models

from sustaining.common.status import Status


class ApplicationState(models.TextChoices):
    """States of an application."""

    DRAFT = "draft", "In progress"
    SUBMITTED = "submitted", "Submitted"
    OFFERED = "offered", "Offered a place"
    WAITLISTED = "waitlisted", "On the waiting list"
    DECLINED = "declined", "Declined"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


APPLICATION_STATUSES = {
    ApplicationState.DRAFT: Status("In progress", "", "Waiting for the school to submit it."),
    ApplicationState.SUBMITTED: Status("Submitted", "wait", "Waiting for the hub lead."),
    ApplicationState.OFFERED: Status("Offered a place", "teal", "Waiting for the school to accept."),
    ApplicationState.WAITLISTED: Status("On the waiting list", "", "Waiting for a free place."),
    ApplicationState.DECLINED: Status("Declined", "stop"),
    ApplicationState.ACCEPTED: Status("Accepted", "go"),
    ApplicationState.WITHDRAWN: Status("Withdrawn"),
}
"""Application states as pages show them."""


class HeadAnswer(models.TextChoices):
    """The headteacher's answer about releasing two teachers."""

    NONE = "", "No reply yet"
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Declined"


class QuestionKind(models.TextChoices):
    """The type of answer that a hub's own question accepts."""

    SHORT = "short", "Short text"
    LONG = "long", "Long text"
    CHOICE = "choice", "One of several"
    YES_NO = "yes_no", "Yes or no"
    NUMBER = "number", "A number"
    DATE = "date", "A date"


class Decision(models.TextChoices):
    """Decisions of a hub. Each value is the name of a move of APPLICATION_MOVES."""

    OFFER = "offer", "Offer a place"
    WAITLIST = "waitlist", "Put on the waiting list"
    DECLINE = "decline", "Decline"
