"""Read the finance system's result file for a payment run and say what recording each row would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from .choices import PaymentState, RecoveryState
from .errors import NotAnAnswer

if TYPE_CHECKING:
    from .models import Payment, PaymentRun

MOST_ROWS = 2_000
HEADINGS = {
    "reference": {"reference", "ref", "claim", "claim reference"},
    "result": {"result", "status", "paid", "outcome", "state"},
    "reason": {"reason", "why", "error", "message", "note"},
    "amount": {"amount", "value", "sum"},
}
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
        return LABELS.get(self.verdict, "Known")

    @property
    def tone(self) -> str:
        """Return the colour of the label's tag."""
        return TONES.get(self.verdict, "")


def parse_lines(lines: Iterable[Sequence[str]]) -> list[BankResult]:
    """Return the rows of a result file, with its columns identified by heading. Raise NotAnAnswer."""
    left = iter(lines)
    places = {heading.strip().casefold(): place for place, heading in enumerate(next(left, []))}
    columns = {key: place for key, names in HEADINGS.items() for name, place in places.items() if name in names}
    for needed in ("reference", "result"):
        if needed not in columns:
            raise NotAnAnswer(f"The first line lacks a column “{needed.capitalize()}”. Its rows say paid or unpaid.")
    rows = []
    for number, line in enumerate(left, start=2):
        values = {key: line[place].strip()[:300] if place < len(line) else "" for key, place in columns.items()}
        if any(values.values()):
            rows.append(BankResult(line=number, **values))
        if len(rows) > MOST_ROWS:
            raise NotAnAnswer(f"The file has more than {MOST_ROWS:,} rows. Split it.")
    if not rows:
        raise NotAnAnswer("The file has a heading and no rows.")
    return rows


def judge_results(run: PaymentRun, rows: Sequence[BankResult]) -> list[BankResult]:
    """Return each row with its verdict and explanation. Two queries."""
    payments = {payment.claim.reference: payment for payment in get_payments(run)}
    seen: Counter[str] = Counter(plain_reference(row.reference) for row in rows)
    return [
        _judge_result(row, payments.get(plain_reference(row.reference)), seen[plain_reference(row.reference)])
        for row in rows
    ]


def get_payments(run: PaymentRun) -> Any:
    """Return the payments of a run, without those whose release was taken back."""
    current = run.payments.exclude(state=PaymentState.RECALLED)
    return current.select_related("claim").prefetch_related("claim__recoveries")


def plain_reference(reference: str) -> str:
    return "".join(reference.split()).upper()


def _judge_result(row: BankResult, payment: Payment | None, times: int) -> BankResult:
    def with_verdict(verdict: str, explanation: str) -> BankResult:
        return replace(row, verdict=verdict, explanation=explanation)

    result = row.result.casefold()
    if payment is None:
        return with_verdict(PROBLEM, "No claim of this run has this reference.")
    if times > 1:
        return with_verdict(PROBLEM, "This reference stands in the file more than once.")
    if result not in PAID | UNPAID:
        return with_verdict(PROBLEM, "Write paid or unpaid.")
    if row.amount and _parse_amount(row.amount) != payment.amount:
        return with_verdict(PROBLEM, f"The run paid £{payment.amount:,.2f}; the file says {row.amount}.")
    return with_verdict(*(_judge_paid(payment) if result in PAID else _judge_unpaid(payment, row.reason)))


def _judge_paid(payment: Payment) -> tuple[str, str]:
    if payment.state == PaymentState.RETURNED:
        return PROBLEM, "Recorded as unpaid before. Correct that on the run’s page, or pay it by another run."
    same = payment.state == PaymentState.CONFIRMED
    return (SAME, "Known already.") if same else (CONFIRM, "Will be marked as confirmed.")


def _judge_unpaid(payment: Payment, reason: str) -> tuple[str, str]:
    if payment.state == PaymentState.RETURNED:
        return SAME, "Known already."
    if any(recovery.state != RecoveryState.DROPPED for recovery in payment.claim.recoveries.all()):
        return PROBLEM, "Money of this claim was asked back. Drop the recovery first."
    if not reason:
        return PROBLEM, "Say why it was not paid."
    return RETURN, "Goes back to approved, to be paid by another run; the school is told."


def _parse_amount(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace("£", "").replace(",", "").strip())
    except InvalidOperation:
        return None


def count_verdicts(rows: Iterable[BankResult]) -> dict[str, int]:
    """Return the number of rows of each verdict, and in `to_save` of those that would change a payment."""
    counts = Counter(row.verdict for row in rows)
    return {**counts, "to_save": counts[CONFIRM] + counts[RETURN]}


def verdict_summary(counts: Counter[str]) -> str:
    """Return a sentence such as `12 confirmed, 1 returned, 3 known already, 2 left out.`."""
    labels = {CONFIRM: "confirmed", RETURN: "returned", SAME: "known already", PROBLEM: "left out"}
    return ", ".join(f"{counts[key]} {label}" for key, label in labels.items() if counts[key]) + "."
