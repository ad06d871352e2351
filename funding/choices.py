"""Choices of the funding models."""

from django.db import models


class ClaimState(models.TextChoices):
    """State of a claim."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    QUERIED = "queried", "Queried"
    APPROVED = "approved", "Approved"
    IN_RUN = "in_run", "In a payment run"
    PAID = "paid", "Paid"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Release(models.TextChoices):
    """How long a teacher was released for."""

    WHOLE = "whole", "Whole day"
    HALF = "half", "Half day"
    HOURS = "hours", "Hours"


class RunState(models.TextChoices):
    """State of a payment run."""

    PREPARED = "prepared", "Prepared"
    RELEASED = "released", "Released"
    CANCELLED = "cancelled", "Cancelled"


class PaymentState(models.TextChoices):
    """State of a payment, by the finance system's results."""

    SENT = "sent", "Sent"
    CONFIRMED = "confirmed", "Confirmed"
    RETURNED = "returned", "Returned"


class EntryKind(models.TextChoices):
    """Kind of a ledger entry."""

    OPEN = "open", "Grant"
    CLOSE = "close", "Grant closed"
    COMMIT = "commit", "Commitment"
    PAY = "pay", "Payment"
    RETURN = "return", "Payment returned"
    RECOVER = "recover", "Recovery"


class Account(models.TextChoices):
    """The four accounts of a grant. Their balances always sum to zero."""

    HUB = "hub", "The hub’s grant money"
    LEFT = "left", "Left of the grant"
    COMMITTED = "committed", "Approved, not paid"
    PAID = "paid", "Paid to the school"


SIDES = {
    EntryKind.OPEN: (Account.HUB, Account.LEFT),
    EntryKind.CLOSE: (Account.LEFT, Account.HUB),
    EntryKind.COMMIT: (Account.LEFT, Account.COMMITTED),
    EntryKind.PAY: (Account.COMMITTED, Account.PAID),
    EntryKind.RETURN: (Account.PAID, Account.COMMITTED),
    EntryKind.RECOVER: (Account.PAID, Account.LEFT),
}
"""From which account and to which each kind moves its amount: the two sides of every entry."""


class SampledState(models.TextChoices):
    """State of a sampled claim."""

    ASKED = "asked", "Evidence asked for"
    ANSWERED = "answered", "Evidence given"
    ACCEPTED = "accepted", "Evidence accepted"
    NOT_ACCEPTED = "refused", "Evidence not accepted"


class RecoveryState(models.TextChoices):
    """State of a recovery."""

    REQUESTED = "requested", "Requested"
    AGREED = "agreed", "Agreed"
    SETTLED = "settled", "Settled"
    DROPPED = "dropped", "Dropped"
