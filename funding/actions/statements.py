"""Match the lines of a bank statement to payments, and undo a statement as a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from schools.models import Hub
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.permissions import action

from ..choices import PaymentState
from ..models import PAYMENT_MOVES, BankMatch, Payment, ReleasePayment, StatementLine, StatementUpload
from ..statement_rows import check_statement

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class StatementChanged(DomainError):
    """The payments have changed since the statement was shown."""


class NothingToMatch(DomainError):
    """No line was chosen that can be matched."""


@action("funding.match_statement")
def upload_statement(hub: Hub, *, file: CheckedUpload, by: User, now: datetime) -> StatementUpload:
    """Keep an uploaded statement for a worker to read."""
    return keep_file(StatementUpload, file, by=by, now=now, hub=hub)


@action("funding.match_statement")
def map_statement_columns(
    upload: StatementUpload, *, columns: Mapping[str, int], by: User, now: datetime
) -> StatementUpload:
    """Say what each column of the statement holds. Raise TooOld."""
    locked = StatementUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    locked.open_rows(now)
    locked.columns, locked.is_mapped = dict(columns), True
    locked.save(update_fields=["columns", "is_mapped"])
    return locked


@action("funding.match_statement")
def save_statement(upload: StatementUpload, *, chosen: Collection[int], seen: str, by: User, now: datetime) -> int:
    """Match the chosen lines, confirm their payments, and forget the other lines. Return how many payments.

    `seen` is the fingerprint of the statement as it was shown. Raise StatementChanged when it would do something else now,
    NothingToMatch without a line, TooOld when it was saved before.
    """
    locked = StatementUpload.objects.select_for_update(of=("self",)).select_related("hub").get(pk=upload.pk)
    Hub.objects.select_for_update().get(pk=locked.hub_id)  # of two statements at once the second one sees the first
    checked = check_statement(locked, now)
    if checked.fingerprint != seen:
        raise StatementChanged("Payments have changed since this page was shown. Check the lines again.")
    rows = [row for row in checked.rows if row.can_be_saved and row.number in chosen]
    if not rows:
        raise NothingToMatch("Select at least one line. Nothing was saved.")
    number = sum(_match(locked, row, by=by, now=now) for row in rows)
    locked.close(now, saved_by=by)
    return number


def _match(upload: StatementUpload, row: Any, *, by: User, now: datetime) -> int:
    line = StatementLine.objects.create(
        upload=upload,
        hub=upload.hub,
        number=row.number,
        booked_on=row.booked_on,
        amount=row.amount,
        text=row.text,
        key=row.key,
    )
    for payment in _lock(row.payments):
        confirms = payment.state == PaymentState.SENT
        of = "release_payment" if isinstance(payment, ReleasePayment) else "payment"
        BankMatch.objects.create(line=line, **{of: payment}, has_confirmed=confirms)
        if confirms:
            PAYMENT_MOVES.make(payment, "confirm", answered_by=by, answered_at=now)
    return len(row.payments)


def _lock(payments: Sequence[Payment | ReleasePayment]) -> list[Payment | ReleasePayment]:
    """Lock and return payments as they are now: those of claims and then those of release pay, in key order."""
    models: tuple[Any, ...] = (Payment, ReleasePayment)
    keys = {model: [payment.pk for payment in payments if isinstance(payment, model)] for model in models}
    return [
        row for model in models for row in model.objects.select_for_update().filter(pk__in=keys[model]).order_by("pk")
    ]


@action("funding.undo_statement")
def undo_statement(upload: StatementUpload, *, reason: str, by: User, now: datetime) -> int:
    """Undo everything that a statement matched: payments that it confirmed have no result again. Return how many.

    A payment that was returned since stays returned. Raise WrongState unless the statement was saved and not undone.
    """
    locked = StatementUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if not locked.can_be_undone:
        raise WrongState("This statement has not been saved, or has been undone already. Nothing was changed.")
    counted = BankMatch.objects.counted().filter(line__upload=locked)
    matches = list(counted.select_related("payment", "release_payment").order_by("pk"))
    for match in matches:
        payment = match.matched
        if match.has_confirmed and payment.state == PaymentState.CONFIRMED:
            PAYMENT_MOVES.make(payment, "unconfirm", answered_by=None, answered_at=None)
    BankMatch.objects.filter(pk__in=[match.pk for match in matches]).update(is_undone=True)
    StatementLine.objects.filter(upload=locked).update(is_undone=True)
    locked.mark_undone(reason=reason, by=by, now=now)
    return len(matches)
