"""Choices of the funding models."""

from django.db import models

from sustaining.common.status import Status


class ClaimState(models.TextChoices):
    """State of a claim."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    QUERIED = "queried", "Query raised"
    APPROVED = "approved", "Approved"
    IN_RUN = "in_run", "In a payment run"
    PAID = "paid", "Paid"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


COMMITTED_CLAIMS = (ClaimState.APPROVED, ClaimState.IN_RUN, ClaimState.PAID)
"""Claims whose approved amount is committed, whether or not it has been paid."""

CLAIM_STATUSES = {
    ClaimState.DRAFT: Status("Draft", "", "Waiting for the school to submit it."),
    ClaimState.SUBMITTED: Status("Submitted", "wait", "Waiting for the hub lead."),
    ClaimState.QUERIED: Status("Query raised", "wait", "Waiting for the school."),
    ClaimState.APPROVED: Status("Approved", "go", "Waiting for a payment run."),
    ClaimState.IN_RUN: Status("In a payment run", "go", "Waiting for the run’s release."),
    ClaimState.PAID: Status("Paid", "teal"),
    ClaimState.REJECTED: Status("Rejected", "stop"),
    ClaimState.WITHDRAWN: Status("Withdrawn"),
}
"""Claim states as pages show them."""


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


ENDED_CLAIMS = (ClaimState.REJECTED, ClaimState.WITHDRAWN)
"""States of claims that ask for nothing."""

RUN_STATUSES = {
    RunState.PREPARED: Status("Prepared", "wait", "Someone else must release it."),
    RunState.RELEASED: Status("Released", "go"),
    RunState.CANCELLED: Status("Cancelled"),
}
"""Run states as pages show them."""


class PayeeState(models.TextChoices):
    """State of a change of payee details."""

    REQUESTED = "requested", "Requested"
    CONFIRMED = "confirmed", "Confirmed"
    CANCELLED = "cancelled", "Cancelled"


PAYEE_STATUSES = {
    PayeeState.REQUESTED: Status("Requested", "wait", "Someone else at the hub must confirm it."),
    PayeeState.CONFIRMED: Status("Confirmed", "go"),
    PayeeState.CANCELLED: Status("Cancelled"),
}
"""States of a change of payee details as pages show them."""

PAYMENT_COLUMNS = ("reference", "payee", "amount")
"""Finance file columns without which nobody can pay by it."""


class PaymentState(models.TextChoices):
    """State of a payment, by the finance system's results."""

    SENT = "sent", "Sent"
    CONFIRMED = "confirmed", "Confirmed"
    RETURNED = "returned", "Returned"
    RECALLED = "recalled", "Reversed"


NOT_PAYING = (PaymentState.RETURNED, PaymentState.RECALLED)
"""States of a payment that does not pay its claim any more."""

PAYMENT_STATUSES = {
    PaymentState.SENT: Status("No result yet", "", "Waiting for payment results."),
    PaymentState.CONFIRMED: Status("Confirmed", "go"),
    PaymentState.RETURNED: Status("Returned", "stop"),
    PaymentState.RECALLED: Status("Reversed"),
}
"""Payment states as pages show them."""


class EntryKind(models.TextChoices):
    """Kind of a ledger entry."""

    OPEN = "open", "Grant"
    CLOSE = "close", "Grant closed"
    COMMIT = "commit", "Commitment"
    UNCOMMIT = "uncommit", "Commitment reversed"
    PAY = "pay", "Payment"
    RETURN = "return", "Payment returned"
    RECALL = "recall", "Payment reversed"
    RECOVER = "recover", "Recovery"
    UNRECOVER = "unrecover", "Repayment reversed"
    OPENING = "opening", "Opening entry"
    UNOPENING = "unopening", "Opening entry reversed"


class Account(models.TextChoices):
    """The four accounts of a grant. Their balances always sum to zero."""

    HUB = "hub", "The hub’s grant money"
    LEFT = "left", "Grant left to claim"
    COMMITTED = "committed", "Approved, not paid"
    PAID = "paid", "Paid to the school"


SIDES = {
    EntryKind.OPEN: (Account.HUB, Account.LEFT),
    EntryKind.CLOSE: (Account.LEFT, Account.HUB),
    EntryKind.COMMIT: (Account.LEFT, Account.COMMITTED),
    EntryKind.UNCOMMIT: (Account.COMMITTED, Account.LEFT),
    EntryKind.PAY: (Account.COMMITTED, Account.PAID),
    EntryKind.RETURN: (Account.PAID, Account.COMMITTED),
    EntryKind.RECALL: (Account.PAID, Account.COMMITTED),
    EntryKind.RECOVER: (Account.PAID, Account.LEFT),
    EntryKind.UNRECOVER: (Account.LEFT, Account.PAID),
    EntryKind.OPENING: (Account.LEFT, Account.PAID),
    EntryKind.UNOPENING: (Account.PAID, Account.LEFT),
}
"""From which account and to which each kind moves its amount: the two sides of every entry."""


class SampledState(models.TextChoices):
    """State of a sampled claim."""

    ASKED = "asked", "Evidence requested"
    ANSWERED = "answered", "Evidence received"
    ACCEPTED = "accepted", "Evidence accepted"
    NOT_ACCEPTED = "refused", "Evidence not accepted"


SAMPLED_STATUSES = {
    SampledState.ASKED: Status("Evidence requested", "wait", "Waiting for the school to add evidence."),
    SampledState.ANSWERED: Status("Evidence received", "wait", "Waiting for the hub to review it."),
    SampledState.ACCEPTED: Status("Evidence accepted", "go"),
    SampledState.NOT_ACCEPTED: Status("Evidence not accepted", "stop"),
}
"""Sampled states as pages show them."""


class RecoveryState(models.TextChoices):
    """State of a recovery."""

    REQUESTED = "requested", "Requested"
    AGREED = "agreed", "Approved"
    SETTLED = "settled", "Settled"
    DROPPED = "dropped", "Cancelled"


RECOVERY_STATUSES = {
    RecoveryState.REQUESTED: Status("Requested", "wait", "Waiting for a different hub lead to approve it."),
    RecoveryState.AGREED: Status("Approved", "teal", "Waiting for the school to repay it."),
    RecoveryState.SETTLED: Status("Settled", "go"),
    RecoveryState.DROPPED: Status("Cancelled"),
}
"""Recovery states as pages show them."""


class ReleaseState(models.TextChoices):
    """State of a Specialist's month of release pay."""

    APPROVED = "approved", "Approved"
    IN_RUN = "in_run", "In a payment run"
    PAID = "paid", "Paid"
    REJECTED = "rejected", "Rejected"
    REVERSED = "reversed", "Reversed"


RELEASE_STATUSES = {
    ReleaseState.APPROVED: Status("Approved", "go", "Waiting for a payment run."),
    ReleaseState.IN_RUN: Status("In a payment run", "go", "Waiting for the run’s release."),
    ReleaseState.PAID: Status("Paid", "teal"),
    ReleaseState.REJECTED: Status("Rejected", "stop"),
    ReleaseState.REVERSED: Status("Reversed", "", "Its sessions wait for a decision again."),
}
"""States of release pay as pages show them."""
RELEASE_KINDS = (EntryKind.COMMIT, EntryKind.UNCOMMIT, EntryKind.PAY, EntryKind.RETURN, EntryKind.RECALL)
"""Kinds of entries that release pay has, each with the two sides of `SIDES`."""
