"""States, modes, answers and marks of meetings."""

from django.db import models


class MeetingState(models.TextChoices):
    """The state of a meeting."""

    TO_BE_ANNOUNCED = "tba", "To be announced"
    SCHEDULED = "scheduled", "Scheduled"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class Mode(models.TextChoices):
    """How a meeting is held."""

    IN_PERSON = "in_person", "In person"
    ONLINE = "online", "Online"


class Rsvp(models.TextChoices):
    """A member's answer to an invitation."""

    NONE = "none", "No answer yet"
    COMING = "coming", "Coming"
    APOLOGIES = "apologies", "Apologies"


class Mark(models.TextChoices):
    """A person's mark in the register."""

    PRESENT = "present", "Present"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent"
