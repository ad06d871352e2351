"""What the finance system says of a released run: read from its file, judged, and recorded once it was checked."""

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
class AnswerRow:
    """A row of the answer; `verdict` and `words` say what recording it would do."""

    line: int
    reference: str
    result: str
    reason: str = ""
    amount: str = ""
    verdict: str = ""
    words: str = ""

    @property
    def label(self) -> str:
        """Return what recording the row would do, in a word."""
        return LABELS.get(self.verdict, "Known")

    @property
    def tone(self) -> str:
        """Return the colour of the label's tag."""
        return TONES.get(self.verdict, "")


def read(content: bytes) -> list[AnswerRow]:
    """The rows of a CSV or XLSX file, columns found by their headings. Raises NotAnAnswer."""
    lines = _sheet(content) if content[:2] == b"PK" else _csv(content)
    places = {words.strip().casefold(): place for place, words in enumerate(next(lines, []))}
    columns = {key: place for key, names in HEADINGS.items() for name, place in places.items() if name in names}
    for needed in ("reference", "result"):
        if needed not in columns:
            raise NotAnAnswer(f"The first line lacks a column “{needed.capitalize()}”. Its rows say paid or unpaid.")
    rows = []
    for number, line in enumerate(lines, start=2):
        said = {key: line[place].strip()[:300] if place < len(line) else "" for key, place in columns.items()}
        if any(said.values()):
            rows.append(AnswerRow(line=number, **said))
        if len(rows) > MOST_ROWS:
            raise NotAnAnswer(f"The file has more than {MOST_ROWS:,} rows. Split it.")
    if not rows:
        raise NotAnAnswer("The file has a heading and no rows.")
    return rows


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = content.decode("cp1252", "replace")
    try:
        yield from csv.reader(io.StringIO(words.replace("\x00", "")))
    except csv.Error:
        raise NotAnAnswer("This is not a CSV file that can be read. Save it as CSV or XLSX and try again.") from None


def _sheet(content: bytes) -> Iterator[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True, max_col=40):
            yield ["" if value is None else str(value) for value in row]
    except Exception as error:  # openpyxl raises what its parts raise
        raise NotAnAnswer("This workbook cannot be read. Save it as CSV or XLSX and try again.") from error


def judge(run: PaymentRun, rows: Sequence[AnswerRow]) -> list[AnswerRow]:
    """Each row with what recording it would do. Two queries."""
    payments = {one.claim.reference: one for one in payments_of(run)}
    seen: Counter[str] = Counter(plain_reference(row.reference) for row in rows)
    return [
        _judged(row, payments.get(plain_reference(row.reference)), seen[plain_reference(row.reference)]) for row in rows
    ]


def payments_of(run: PaymentRun) -> Any:
    return run.payments.select_related("claim").prefetch_related("claim__recoveries")


def plain_reference(reference: str) -> str:
    return "".join(reference.split()).upper()


def _judged(row: AnswerRow, payment: Payment | None, times: int) -> AnswerRow:
    def says(verdict: str, words: str) -> AnswerRow:
        return replace(row, verdict=verdict, words=words)

    result = row.result.casefold()
    if payment is None:
        return says(PROBLEM, "No claim of this run has this reference.")
    if times > 1:
        return says(PROBLEM, "This reference stands in the file more than once.")
    if result not in PAID | UNPAID:
        return says(PROBLEM, "Write paid or unpaid.")
    if row.amount and _amount(row.amount) != payment.amount:
        return says(PROBLEM, f"The run paid £{payment.amount:,.2f}; the file says {row.amount}.")
    return says(*(_paid(payment) if result in PAID else _unpaid(payment, row.reason)))


def _paid(payment: Payment) -> tuple[str, str]:
    if payment.state == PaymentState.RETURNED:
        return PROBLEM, "Recorded as unpaid before: it is paid by another run."
    same = payment.state == PaymentState.CONFIRMED
    return (SAME, "Known already.") if same else (CONFIRM, "Will be marked as confirmed.")


def _unpaid(payment: Payment, reason: str) -> tuple[str, str]:
    if payment.state == PaymentState.RETURNED:
        return SAME, "Known already."
    if any(one.state != RecoveryState.DROPPED for one in payment.claim.recoveries.all()):
        return PROBLEM, "Money of this claim was asked back. Drop the recovery first."
    if not reason:
        return PROBLEM, "Say why it was not paid."
    return RETURN, "Goes back to approved, to be paid by another run; the school is told."


def _amount(words: str) -> Decimal | None:
    try:
        return Decimal(words.replace("£", "").replace(",", "").strip())
    except InvalidOperation:
        return None


def carried(rows: Iterable[AnswerRow]) -> str:
    """The rows as the check page carries them to the confirmation: signed, so that nothing else comes back."""
    return signing.dumps([asdict(row) for row in rows], salt=SALT, compress=True)


def taken_up(token: str) -> list[AnswerRow]:
    """The rows that a check page carried. Raises NotAnAnswer when it is forged or older than a day."""
    try:
        return [AnswerRow(**values) for values in signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)]
    except (signing.BadSignature, TypeError):
        raise NotAnAnswer("The check is older than a day. Choose the file again.") from None


def counts_of(rows: Iterable[AnswerRow]) -> dict[str, int]:
    """How many rows of each verdict; `to_save` those that would change something."""
    counts = Counter(row.verdict for row in rows)
    return {**counts, "to_save": counts[CONFIRM] + counts[RETURN]}


def in_words(counts: Counter[str]) -> str:
    """`12 confirmed, 1 returned, 3 known already, 2 left out.`"""
    said = {CONFIRM: "confirmed", RETURN: "returned", SAME: "known already", PROBLEM: "left out"}
    return ", ".join(f"{counts[key]} {words}" for key, words in said.items() if counts[key]) + "."
