"""The words of Work Groups, as choices."""

from django.db import models


class MeetingState(models.TextChoices):
    """Where a meeting stands."""

    TO_BE_ANNOUNCED = "tba", "To be announced"
    SCHEDULED = "scheduled", "Scheduled"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class Mode(models.TextChoices):
    """How a meeting is held."""

    IN_PERSON = "in_person", "In person"
    ONLINE = "online", "Online"


class Rsvp(models.TextChoices):
    """What a member answered."""

    NONE = "none", "No answer yet"
    COMING = "coming", "Coming"
    APOLOGIES = "apologies", "Apologies"


class Mark(models.TextChoices):
    """What the register says of a person."""

    PRESENT = "present", "Present"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent"
