"""Read the finance system's result file for a payment run and say what recording each row would do."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core import signing
from openpyxl import load_workbook

from .choices import PaymentState, RecoveryState
from .errors import NotAnAnswer
from .models import Payment, PaymentRun

SALT, KEPT_SECONDS, MOST_ROWS = "funding.finance-answer", 86_400, 2_000
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


def parse_file(content: bytes) -> list[BankResult]:
    """Return the rows of a CSV or XLSX file, with its columns identified by heading. Raise NotAnAnswer."""
    lines = _workbook_rows(content) if content[:2] == b"PK" else _csv_rows(content)
    places = {heading.strip().casefold(): place for place, heading in enumerate(next(lines, []))}
    columns = {key: place for key, names in HEADINGS.items() for name, place in places.items() if name in names}
    for needed in ("reference", "result"):
        if needed not in columns:
            raise NotAnAnswer(f"The first line lacks a column “{needed.capitalize()}”. Its rows say paid or unpaid.")
    rows = []
    for number, line in enumerate(lines, start=2):
        values = {key: line[place].strip()[:300] if place < len(line) else "" for key, place in columns.items()}
        if any(values.values()):
            rows.append(BankResult(line=number, **values))
        if len(rows) > MOST_ROWS:
            raise NotAnAnswer(f"The file has more than {MOST_ROWS:,} rows. Split it.")
    if not rows:
        raise NotAnAnswer("The file has a heading and no rows.")
    return rows


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    try:
        yield from csv.reader(io.StringIO(text.replace("\x00", "")))
    except csv.Error:
        raise NotAnAnswer("This is not a CSV file that can be read. Save it as CSV or XLSX and try again.") from None


def _workbook_rows(content: bytes) -> Iterator[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True, max_col=40):
            yield ["" if value is None else str(value) for value in row]
    except Exception as error:  # openpyxl raises whatever zipfile and its XML parser raise
        raise NotAnAnswer("This workbook cannot be read. Save it as CSV or XLSX and try again.") from error


def judge_results(run: PaymentRun, rows: Sequence[BankResult]) -> list[BankResult]:
    """Return each row with its verdict and explanation. Two queries."""
    payments = {payment.claim.reference: payment for payment in payments_of(run)}
    seen: Counter[str] = Counter(plain_reference(row.reference) for row in rows)
    return [
        _judge_result(row, payments.get(plain_reference(row.reference)), seen[plain_reference(row.reference)])
        for row in rows
    ]


def payments_of(run: PaymentRun) -> Any:
    return run.payments.select_related("claim").prefetch_related("claim__recoveries")


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
        return PROBLEM, "Recorded as unpaid before: it is paid by another run."
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


def sign_results(rows: Iterable[BankResult]) -> str:
    """Return the rows as a signed token, which the check page posts back so that nothing else can be recorded."""
    return signing.dumps([asdict(row) for row in rows], salt=SALT, compress=True)


def unsign_results(token: str) -> list[BankResult]:
    """Return the rows of a signed token. Raise NotAnAnswer when it is forged or older than a day."""
    try:
        return [BankResult(**values) for values in signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)]
    except (signing.BadSignature, TypeError):
        raise NotAnAnswer("The check is older than a day. Choose the file again.") from None


def count_verdicts(rows: Iterable[BankResult]) -> dict[str, int]:
    """Return the number of rows of each verdict, and in `to_save` of those that would change a payment."""
    counts = Counter(row.verdict for row in rows)
    return {**counts, "to_save": counts[CONFIRM] + counts[RETURN]}


def verdict_summary(counts: Counter[str]) -> str:
    """Return a sentence such as `12 confirmed, 1 returned, 3 known already, 2 left out.`."""
    labels = {CONFIRM: "confirmed", RETURN: "returned", SAME: "known already", PROBLEM: "left out"}
    return ", ".join(f"{counts[key]} {label}" for key, label in labels.items() if counts[key]) + "."
