"""States, modes, answers and marks of meetings."""

from django.db import models

from sustaining.common.status import Status


class MeetingState(models.TextChoices):
    """The state of a meeting."""

    TO_BE_ANNOUNCED = "tba", "To be announced"
    SCHEDULED = "scheduled", "Scheduled"
    HELD = "held", "Held"
    REOPENED = "reopened", "Register reopened"
    CANCELLED = "cancelled", "Cancelled"


AHEAD = (MeetingState.TO_BE_ANNOUNCED, MeetingState.SCHEDULED)
"""States of a meeting that was neither held nor cancelled."""
MEETING_STATUSES = {
    MeetingState.TO_BE_ANNOUNCED: Status("To be announced", "wait", "Waiting for the hub to set the date."),
    MeetingState.SCHEDULED: Status("Scheduled", "teal"),
    MeetingState.HELD: Status("Held", "go"),
    MeetingState.REOPENED: Status("Register reopened", "wait", "Waiting for the register to be closed again."),
    MeetingState.CANCELLED: Status("Cancelled", "stop"),
}
"""Meeting states as pages show them."""


class Correction(models.TextChoices):
    """What was put right about a meeting that was held, or cancelled."""

    REGISTER = "register", "Register reopened"
    DATE = "date", "Date corrected"
    RESTORED = "restored", "Cancellation reversed"
    UNDONE = "undone", "Undone with the list that it was brought in from"


class Mode(models.TextChoices):
    """How a meeting is held."""

    IN_PERSON = "in_person", "In person"
    ONLINE = "online", "Online"


class Rsvp(models.TextChoices):
    """A member's answer to an invitation."""

    NONE = "none", "No reply yet"
    COMING = "coming", "Going"
    APOLOGIES = "apologies", "Apologies"


class Mark(models.TextChoices):
    """A person's mark in the register."""

    PRESENT = "present", "Present"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent"


class ProposalOutcome(models.TextChoices):
    """What became of a proposed substitute; empty until the hub decides."""

    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "No longer needed"


class CertificateKind(models.TextChoices):
    """What a certificate confirms."""

    ATTENDANCE = "attendance", "Attendance"
    PARTICIPATION = "participation", "Participation"


class CertificateState(models.TextChoices):
    """The states of a certificate."""

    ISSUED = "issued", "Valid"
    REPLACED = "replaced", "Replaced"
    WITHDRAWN = "withdrawn", "Withdrawn"


CERTIFICATE_STATUSES = {
    CertificateState.ISSUED: Status("Valid", "go"),
    CertificateState.REPLACED: Status("Replaced", "wait"),
    CertificateState.WITHDRAWN: Status("Withdrawn", "stop"),
}
"""States of certificates as pages show them."""
