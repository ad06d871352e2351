"""Bank statements that a hub uploads, and which of its payments each line was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from schools.models import Hub
from sustaining.common.decoding import decode
from sustaining.common.mapped_sheets import NOT_TRACKED, Column, UndoableUpload
from sustaining.common.moves import done_by_somebody, protect_from_delete, protect_identity
from sustaining.common.sheet_uploads import TableLimits

from ..querysets import BankMatchQuerySet, HubMoneyQuerySet
from ..statement_triggers import MATCHES_ADD_UP, MATCHES_BELONG_TO_THEIR_HUB
from .grants import PENNY
from .payments import Payment
from .release_payments import ReleasePayment

MOST_LINES = 5_000
OFX_STARTS = (b"OFXHEADER", b"<?OFX", b"<OFX")
COLUMNS = (
    Column("date", "Date", ("Transaction date", "Posting date", "Posted", "Value date", "Booking date"), "11/12/2026"),
    Column("text", "Description", ("Details", "Narrative", "Memo", "Transaction description", "Payee"), "CASTLE TRUST"),
    Column("reference", "Reference", ("Payment reference", "Your reference", "Customer reference"), "SUS-26-6PNP"),
    Column("amount", "Amount", ("Value", "Transaction amount"), "-217.50"),
    Column("out", "Paid out", ("Money out", "Debit", "Debit amount", "Withdrawal", "Payments"), "217.50"),
    Column("number", "Transaction number", ("Transaction ID", "FITID", "Bank reference number"), "202612110001"),
)
"""What a statement may say of each line. Money that came in, balances and account numbers are not read."""


@pghistory.track(exclude=NOT_TRACKED)
class StatementUpload(UndoableUpload):
    """A bank statement (CSV, XLSX or OFX) that somebody at the hub checks and saves, and that is undone as a whole."""

    LIMITS = TableLimits(rows=MOST_LINES * 2, cell=300)
    COLUMNS = COLUMNS
    MOST_ROWS = MOST_LINES
    SAVED = "Matched"
    PAGE = "funding:statement-check"

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="+")

    objects = HubMoneyQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        verbose_name = "uploaded statement"
        verbose_name_plural = "uploaded statements"
        constraints = [
            done_by_somebody("saved", name="statement_saved_by_somebody"),
            done_by_somebody(
                "undone", reason="undo_reason", name="statement_undone_with_reason", saved_at__isnull=False
            ),
        ]
        triggers = [
            protect_from_delete("statements_stay"),
            protect_identity(
                "statements_stay_at_their_hub", "hub_id", sentence="A bank statement can’t move to another hub."
            ),
        ]

    def read_sheets(self, content: bytes) -> Sequence[Mapping[str, Any]]:
        """Return the lines of an OFX file as a sheet with our own headings, or the sheets of a list."""
        if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].upper().startswith(OFX_STARTS) or b"<OFX>" in content:
            result, _ = decode("statement", content, **self.LIMITS._asdict())
            return list(result["sheets"])
        return super().read_sheets(content)

    def has_needed(self, columns: Mapping[str, int]) -> bool:
        """Return whether the statement says when, how much and what for."""
        return (
            "date" in columns
            and ("amount" in columns or "out" in columns)
            and ("text" in columns or "reference" in columns)
        )


@pghistory.track()
class StatementLine(models.Model):
    """A line of a statement that was one or more of the hub's payments. Other lines are not kept.

    `key` is a digest of the bank's own number, or of date, amount and text: no line counts twice, whichever statement it
    is on. `is_undone` is set together with the whole statement.
    """

    upload = models.ForeignKey(StatementUpload, models.PROTECT, related_name="lines")
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="statement_lines")
    number = models.PositiveIntegerField("row in the statement")
    booked_on = models.DateField("date")
    amount = models.DecimalField("paid out", max_digits=10, decimal_places=2, validators=[MinValueValidator(PENNY)])
    text = models.CharField(max_length=300)
    key = models.CharField(max_length=64, editable=False)
    is_undone = models.BooleanField(default=False, editable=False)

    objects = HubMoneyQuerySet.as_manager()

    class Meta:
        ordering = ["booked_on", "pk"]
        verbose_name = "statement item"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="statement_line_is_positive"),
            models.UniqueConstraint(
                fields=["hub", "key"],
                condition=Q(is_undone=False),
                name="a_statement_line_counts_once",
                violation_error_message="This line of the statement was matched before.",
            ),
        ]
        triggers = [
            protect_identity(
                "statement_lines_stand",
                "upload_id", "hub_id", "number", "booked_on", "amount", "key",
                sentence="A line of a bank statement stays as it was. Undo the statement instead.",
            ),
            protect_from_delete("statement_lines_stay"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Line {self.number} of {self.upload}"


@pghistory.track()
class BankMatch(models.Model):
    """A payment that a line of a statement shows to have left the bank: of a claim, or of release pay.

    A payment has at most one match that is not undone. `has_confirmed` says that the match confirmed the payment, which
    undoing takes back.
    """

    line = models.ForeignKey(StatementLine, models.PROTECT, related_name="matches")
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, blank=True, related_name="bank_matches")
    release_payment = models.ForeignKey(
        ReleasePayment, models.PROTECT, null=True, blank=True, related_name="bank_matches"
    )
    has_confirmed = models.BooleanField(default=False)
    is_undone = models.BooleanField(default=False, editable=False)

    objects = BankMatchQuerySet.as_manager()

    class Meta:
        ordering = ["line", "pk"]
        verbose_name = "matched payment"
        constraints = [
            models.CheckConstraint(
                condition=Q(payment__isnull=False, release_payment__isnull=True)
                | Q(payment__isnull=True, release_payment__isnull=False),
                name="bank_match_is_of_one_payment",
            ),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(is_undone=False),
                name="a_payment_leaves_the_bank_once",
                violation_error_message="This payment was matched before.",
            ),
            models.UniqueConstraint(
                fields=["release_payment"],
                condition=Q(is_undone=False),
                name="release_pay_leaves_the_bank_once",
                violation_error_message="This payment was matched before.",
            ),
        ]
        triggers = [
            MATCHES_ADD_UP,
            MATCHES_BELONG_TO_THEIR_HUB,
            protect_identity(
                "bank_matches_stand",
                "line_id",
                "payment_id",
                "release_payment_id",
                sentence="A matched payment stays as it was. Undo the statement instead.",
            ),
            protect_from_delete("bank_matches_stay"),
        ]

    def __str__(self) -> str:
        return f"{self.matched} on {self.line}"

    @property
    def matched(self) -> Payment | ReleasePayment:
        """Return the payment that the line was."""
        return self.payment or self.release_payment  # type: ignore[return-value]  # `bank_match_is_of_one_payment`

    @property
    def hub(self) -> Hub:
        """Return the hub whose statement it is on."""
        return self.line.hub
