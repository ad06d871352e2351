"""The words of money, as choices."""

from django.db import models


class ClaimState(models.TextChoices):
    """Where a claim stands."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    QUERIED = "queried", "Queried"
    APPROVED = "approved", "Approved"
    IN_RUN = "in_run", "In a payment run"
    PAID = "paid", "Paid"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class RunState(models.TextChoices):
    """Where a payment run stands."""

    PREPARED = "prepared", "Prepared"
    RELEASED = "released", "Released"


class EntryKind(models.TextChoices):
    """What an entry of the ledger says."""

    COMMIT = "commit", "Commitment"
    PAY = "pay", "Payment"
