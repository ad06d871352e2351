"""Read the finance system's result file for a payment run and say what recording each row would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sustaining.common.money import parse_pounds, pounds
from sustaining.common.tables import NotTheTable, find_table

from .choices import PaymentState

if TYPE_CHECKING:
    from .models import Payment, PaymentRun, ReleasePayment

MOST_ROWS = 2_000
HEADINGS = {
    "reference": ("Reference", "ref", "claim", "claim reference", "payment reference"),
    "result": ("Result", "status", "paid", "outcome", "state"),
    "reason": ("Reason", "why", "error", "message", "note"),
    "amount": ("Amount", "value", "sum"),
}
"""Spellings of each heading; the first one is its name."""
PAID = {"paid", "yes", "y", "true", "ok", "success", "1", "confirmed"}
UNPAID = {"unpaid", "no", "n", "false", "failed", "returned", "rejected", "0", "not paid"}
CONFIRM, RETURN, SAME, PROBLEM = "confirm", "return", "same", "problem"
LABELS = {CONFIRM: "Confirm", RETURN: "Return", PROBLEM: "Left out"}
TONES = {CONFIRM: "go", RETURN: "wait", PROBLEM: "stop"}


@dataclass(frozen=True)
class BankResult:
    """A row of the result file. `verdict` and `explanation` say what recording it would do."""

    line: int
    reference: str
    result: str
    reason: str = ""
    amount: str = ""
    verdict: str = ""
    explanation: str = ""

    @property
    def label(self) -> str:
        """Return the verdict as a label."""
        return LABELS.get(self.verdict, "Recorded")

    @property
    def tone(self) -> str:
        """Return the colour of the label's tag."""
        return TONES.get(self.verdict, "")


def parse_sheets(sheets: Sequence[Mapping[str, Any]]) -> tuple[list[BankResult], str]:
    """Return the rows of a result file, with its columns identified by heading, and how it was read. Raise NotTheTable.

    An amount is kept in pounds and pence as it was understood, or as it was typed when it is no amount.
    """
    advice = "Its rows say paid or unpaid."
    table = find_table(sheets, HEADINGS, required=("reference", "result"), advice=advice)
    rows = []
    for number, values in table.records():
        values["amount"] = _understood(values.get("amount", ""))
        rows.append(BankResult(line=number, **{key: value[:300] for key, value in values.items()}))
        if len(rows) > MOST_ROWS:
            raise NotTheTable(f"The file has more than {MOST_ROWS:,} rows. Split it.")
    if not rows:
        raise NotTheTable("The file has headings but no rows.")
    return rows, table.read_as


def _understood(amount: str) -> str:
    try:
        return str(parse_pounds(amount, decimal_comma=True))
    except ValueError:
        return amount


def judge_results(run: PaymentRun, rows: Sequence[BankResult]) -> list[BankResult]:
    """Return each row with its verdict and explanation. Three queries."""
    payments = get_payments(run)
    seen: Counter[str] = Counter(plain_reference(row.reference) for row in rows)
    return [
        _judge_result(row, payments.get(plain_reference(row.reference)), seen[plain_reference(row.reference)])
        for row in rows
    ]


def get_payments(run: PaymentRun) -> dict[str, Payment | ReleasePayment]:
    """Return the payments of a run by reference, without those whose release was taken back."""
    claims = run.payments.released().select_related("claim").prefetch_related("claim__recoveries")
    months = run.release_payments.released().select_related("month")
    return {row.claim.reference: row for row in claims} | {row.month.reference: row for row in months}


def plain_reference(reference: str) -> str:
    return "".join(reference.split()).upper()


def _judge_result(row: BankResult, payment: Payment | ReleasePayment | None, times: int) -> BankResult:
    def with_verdict(verdict: str, explanation: str) -> BankResult:
        return replace(row, verdict=verdict, explanation=explanation)

    result = row.result.casefold()
    if payment is None:
        return with_verdict(PROBLEM, "No claim of this run has this reference.")
    if times > 1:
        return with_verdict(PROBLEM, "This reference is in the file more than once.")
    if result not in PAID | UNPAID:
        return with_verdict(PROBLEM, "Enter paid or unpaid.")
    if row.amount and _understood(row.amount) != str(pounds(payment.amount)):
        return with_verdict(PROBLEM, f"The run paid £{payment.amount:,.2f}; the file says {row.amount}.")
    return with_verdict(*(_judge_paid(payment) if result in PAID else _judge_unpaid(payment, row.reason)))


def _judge_paid(payment: Payment | ReleasePayment) -> tuple[str, str]:
    if payment.state == PaymentState.RETURNED:
        return PROBLEM, "Recorded as unpaid before. Correct it on the run’s page, or pay it in another run."
    same = payment.state == PaymentState.CONFIRMED
    return (SAME, "Already recorded.") if same else (CONFIRM, "Will be marked as confirmed.")


def _judge_unpaid(payment: Payment | ReleasePayment, reason: str) -> tuple[str, str]:
    if payment.state == PaymentState.RETURNED:
        return SAME, "Already recorded."
    if payment.is_being_recovered:
        return PROBLEM, "A repayment of this claim has been requested. Cancel the recovery first."
    if not reason:
        return PROBLEM, "Enter the reason it was not paid."
    return RETURN, "Goes back to approved, to be paid in another run. We’ll email the school."


def count_verdicts(rows: Iterable[BankResult]) -> dict[str, int]:
    """Return the number of rows of each verdict, and in `to_save` of those that would change a payment."""
    counts = Counter(row.verdict for row in rows)
    return {**counts, "to_save": counts[CONFIRM] + counts[RETURN]}


def verdict_summary(counts: Counter[str]) -> str:
    """Return a sentence such as `12 confirmed, 1 returned, 3 already recorded, 2 left out.`."""
    labels = {CONFIRM: "confirmed", RETURN: "returned", SAME: "already recorded", PROBLEM: "left out"}
    return ", ".join(f"{counts[key]} {label}" for key, label in labels.items() if counts[key]) + "."
