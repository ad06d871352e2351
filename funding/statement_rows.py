"""What each line of a bank statement is: a payment that the site knows, perhaps one, or none of ours.

A line matches by the reference of a claim or of release pay, and the amount. Without a reference it is likely a payment
when amount, day and payee, or the total of a run, leave one candidate; a person then ticks it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from schools.models import Hub
from sustaining.common.clock import london_day
from sustaining.common.forms import parse_past_date
from sustaining.common.money import ZERO, format_pounds, parse_pounds

from .models import BankMatch, Payment, ReleasePayment, StatementLine, StatementUpload

MATCHED, LIKELY, UNMATCHED, KNOWN, PROBLEM = "matched", "likely", "unmatched", "known", "problem"
LABELS = {
    MATCHED: ("Matched", "go"),
    LIKELY: ("Likely", "wait"),
    UNMATCHED: ("Not matched", ""),
    KNOWN: ("Matched before", "teal"),
    PROBLEM: ("Can’t be read", "stop"),
}
AnyPayment = Payment | ReleasePayment
NEAR = timedelta(days=10)
"""How far the bank's day may be from the day of payment, for a line without the claim's reference."""
LEAST_WORD = 4
NEGATIVE = re.compile(r"^\s*(?:-|−|\()|\)\s*$|-\s*$|\bDR\b", re.IGNORECASE)


@dataclass
class StatementRow:
    """A line of the statement: what it says, its verdict with a sentence, and the payments that it was."""

    number: int
    text: str
    booked_on: date | None = None
    amount: Decimal = ZERO
    key: str = ""
    verdict: str = ""
    why: str = ""
    payments: list[AnyPayment] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Return the verdict as a label."""
        return LABELS[self.verdict][0]

    @property
    def tone(self) -> str:
        """Return the colour of the label's tag."""
        return LABELS[self.verdict][1]

    @property
    def can_be_saved(self) -> bool:
        """Return whether saving can match it."""
        return self.verdict in (MATCHED, LIKELY)

    @property
    def is_chosen(self) -> bool:
        """Return whether its box is ticked at first."""
        return self.verdict == MATCHED

    def judge(self, verdict: str, why: str = "", payments: Iterable[AnyPayment] = ()) -> None:
        """Set the verdict."""
        self.verdict, self.why, self.payments = verdict, why, list(payments)


@dataclass
class CheckedStatement:
    """A statement with what saving it would do. `came_in` counts the lines of money that came in."""

    rows: Sequence[StatementRow]
    came_in: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of lines of each verdict."""
        counts = Counter(row.verdict for row in self.rows)
        return {name: counts[name] for name in LABELS}

    @property
    def fingerprint(self) -> str:
        """Return a digest of what saving would do, to notice that it has changed since the page was shown."""
        facts = [
            [row.number, row.verdict, [(type(payment).__name__, payment.pk) for payment in row.payments]]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def check_statement(upload: StatementUpload, now: datetime) -> CheckedStatement:
    """Return the lines of a statement with their verdicts. Five queries. Raise TooOld when the rows are gone."""
    rows, came_in = read_rows(upload.mapped_rows(now), upload.hub_id, london_day(now))
    to_judge = [row for row in rows if row.verdict != PROBLEM]
    keys = StatementLine.objects.filter(hub=upload.hub_id, is_undone=False, key__in=[row.key for row in to_judge])
    known = set(keys.values_list("key", flat=True))
    Matcher(upload.hub).judge([row for row in to_judge if row.key not in known])
    for row in to_judge:
        if row.key in known:
            row.judge(KNOWN, "This line was matched from an earlier statement.")
    return CheckedStatement(rows, came_in)


def read_rows(lines: Iterable[tuple[int, Mapping[str, str]]], hub: int, day: date) -> tuple[list[StatementRow], int]:
    """Return the lines of money that went out, and the number of those that came in.

    In a column of amounts, negative ones went out; where none is negative, all did.
    """
    lines = list(lines)
    has_signs = any(NEGATIVE.search(values.get("amount", "")) for _, values in lines)
    rows, came_in, times = [], 0, Counter[str]()
    for number, values in lines:
        typed = (values.get("out") or values.get("amount") or "").strip()
        is_out = bool(values.get("out", "").strip()) or not has_signs or bool(NEGATIVE.search(typed))
        row = StatementRow(number, " ".join(f"{values.get('text', '')} {values.get('reference', '')}".split())[:300])
        try:
            amount = parse_pounds(re.sub(r"[-−()]|\b(?:DR|CR|GBP)\b", "", typed, flags=re.IGNORECASE))
            row.booked_on = parse_past_date(values.get("date", ""), day)
        except ValueError:
            if typed and is_out:
                row.judge(PROBLEM, "The date or the amount can’t be read.")
                rows.append(row)
            elif typed:
                came_in += 1
            continue
        if not is_out or not amount:
            came_in += 1
            continue
        row.amount = amount
        own = values.get("number", "").strip()
        identity = f"{hub}|{row.booked_on}|{amount}|" + (f"number {own}" if own else row.text.casefold())
        times[identity] += 1
        # Two equal lines of one day are two payments; on the next statement they are the same two again.
        row.key = hashlib.sha256(f"{identity}|{times[identity]}".encode()).hexdigest()
        rows.append(row)
    return rows, came_in


def fold(text: str) -> str:
    """Return the letters and digits of a text as capitals: banks leave out hyphens and break references."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


class Matcher:
    """The hub's payments, of claims and of release pay, and which lines they are. Three queries."""

    def __init__(self, hub: Hub) -> None:
        claims = Payment.objects.filter(claim__grant__participation__hub=hub).counting()
        months = ReleasePayment.objects.filter(month__hub=hub).counting()
        payments: list[AnyPayment] = [
            *claims.select_related("claim__grant__participation__school", "run").order_by("pk"),
            *months.select_related("month__home_school", "run").order_by("pk"),
        ]
        matched = BankMatch.objects.counted().filter(line__hub=hub).values_list("payment", "release_payment")
        matched_claims, matched_months = (set(keys) for keys in zip(*matched, strict=True)) if matched else ((), ())
        self.by_reference: dict[str, list[AnyPayment]] = defaultdict(list)
        self.open: dict[AnyPayment, None] = {}  # of a payment of a claim and one of release pay, keys may be the same
        for payment in payments:
            self.by_reference[fold(payment.paid_for.reference)].append(payment)
            if payment.pk not in (matched_months if isinstance(payment, ReleasePayment) else matched_claims):
                self.open[payment] = None

    def judge(self, rows: Sequence[StatementRow]) -> None:
        """Judge lines in three rounds: by reference, by the total of a run, by amount, day and payee."""
        for judge in (self._by_reference, self._by_run, self._by_payee):
            for row in rows:
                if not row.verdict:
                    judge(row)
        for row in rows:
            if not row.verdict:
                row.judge(UNMATCHED, row.why or "No payment of your hub has this reference or amount.")

    def _take(self, row: StatementRow, verdict: str, why: str, payments: Sequence[AnyPayment]) -> None:
        row.judge(verdict, why, payments)
        for payment in payments:
            del self.open[payment]

    def _by_reference(self, row: StatementRow) -> None:
        text = fold(row.text)
        mentioned = [
            payment for reference, payments in self.by_reference.items() if reference in text for payment in payments
        ]
        if not mentioned:
            return
        waiting = [payment for payment in mentioned if payment in self.open]
        if not waiting:
            row.judge(KNOWN, f"{mentioned[0].paid_for.title} was matched already.")
        elif sum(payment.amount for payment in waiting) == row.amount:
            self._take(row, MATCHED, "Reference and amount are the same.", waiting)
        elif len(same := [payment for payment in waiting if payment.amount == row.amount]) == 1:
            self._take(row, MATCHED, "Reference and amount are the same.", same)
        else:
            paid = format_pounds(sum((payment.amount for payment in waiting), ZERO))
            title = waiting[0].paid_for.title
            row.judge(UNMATCHED, f"{title} was paid {paid}, but the bank paid {format_pounds(row.amount)}.")

    def _by_run(self, row: StatementRow) -> None:
        runs: dict[int, list[AnyPayment]] = defaultdict(list)
        for payment in self.open:
            runs[payment.run_id].append(payment)
        equal = [
            payments
            for payments in runs.values()
            if len(payments) > 1 and sum(payment.amount for payment in payments) == row.amount
            if self._is_near(row, payments[0])
        ]
        if len(equal) == 1:
            why = f"{len(equal[0])} payments of {equal[0][0].run} add up to this amount."
            self._take(row, LIKELY, why, equal[0])

    def _by_payee(self, row: StatementRow) -> None:
        same = [p for p in self.open if p.amount == row.amount and self._is_near(row, p)]
        text = fold(row.text)
        mentioned = [payment for payment in same if _is_named(payment, text)]
        candidates = mentioned or same
        if len(candidates) == 1:
            why = (
                "Amount, day and payee agree."
                if mentioned
                else "Amount and day agree, but the line doesn’t name the payee."
            )
            self._take(row, LIKELY, f"No reference. {why}", candidates)
        elif candidates:
            row.why = f"{len(candidates)} payments have this amount, and the line doesn’t say which one it is."

    @staticmethod
    def _is_near(row: StatementRow, payment: AnyPayment) -> bool:
        return row.booked_on is not None and abs(row.booked_on - payment.paid_on) <= NEAR


def _is_named(payment: AnyPayment, text: str) -> bool:
    """Return whether a folded text holds the beginning of the payee's or the school's name: banks cut names off."""
    for name in (payment.payee, str(payment.school)):
        folded = fold(name)
        if len(folded) >= LEAST_WORD and folded[:12] in text:
            return True
    return False
