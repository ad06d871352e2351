"""Bring in a payment that a hub made before it used the site, and take it back. Neither pays anything or emails anyone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from sustaining.common.clock import start_of_day
from sustaining.common.errors import WrongState, domain_error_from_constraint
from sustaining.common.money import ZERO, format_pounds
from sustaining.common.permissions import action

from ..choices import EntryKind
from ..errors import NotEnoughGrant
from ..grant_balance import get_grant_balance, money_given_back
from ..models import Grant, OpeningPayment
from .grants import post_entry, release_closed_remainder

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class PaymentMade(NamedTuple):
    """A payment as a list says it: GBP, its day, and where in which list it is."""

    amount: Decimal
    paid_on: date
    reference: str
    purpose: str
    source: str
    source_row: int


def too_much(amount: Decimal, room: Decimal) -> str:
    """Return the sentence that refuses a payment of more than there is room for."""
    if room <= ZERO:
        return f"Nothing is left of this grant: it is paid, approved or claimed. {format_pounds(amount)} is too much."
    return f"{format_pounds(amount)} is more than the {format_pounds(room)} left of this grant."


@action("funding.bring_in_payment")
def bring_in_payment(grant: Grant, *, payment: PaymentMade, by: User, now: datetime) -> OpeningPayment:
    """Enter a payment that was made outside the site as an opening entry, dated the day of the payment.

    A closed grant opens again by what it lacks, up to what went back to the hub. Raise NotEnoughGrant.
    """
    locked = Grant.objects.select_for_update(of=("self",)).select_related("participation").get(pk=grant.pk)
    left = get_grant_balance(locked).left
    if payment.amount > (room := left + money_given_back(locked)):
        raise NotEnoughGrant(too_much(payment.amount, room))
    moved_at = min(start_of_day(payment.paid_on) + timedelta(hours=12), now)
    why = f"{payment.source}, row {payment.source_row}"
    reopened = max(ZERO, payment.amount - left)
    if reopened:
        post_entry(locked, EntryKind.OPEN, reopened, why=why, by=by, now=moved_at)
    with domain_error_from_constraint(NotEnoughGrant, constraint="grant_never_overspent"):
        entry = post_entry(locked, EntryKind.OPENING, payment.amount, why=why, by=by, now=moved_at)
    return OpeningPayment.objects.create(
        entry=entry, paid_on=payment.paid_on, reference=payment.reference, purpose=payment.purpose,
        source=payment.source, source_row=payment.source_row, reopened=reopened, recorded_by=by, recorded_at=now,
    )  # fmt: skip


@action("funding.take_back_opening")
def take_back_opening(opening: OpeningPayment, *, reason: str, by: User, now: datetime) -> OpeningPayment:
    """Reverse an opening entry on the day that it is dated, so that every figure is as before. Raise WrongState."""
    rows = OpeningPayment.objects.select_for_update(of=("self",)).select_related("entry__grant__participation")
    locked = rows.get(pk=opening.pk)
    if locked.reversed_at:
        raise WrongState("This payment has been reversed already.")
    entry = locked.entry
    # The grant before its entries: a claim that is approved at the same moment waits.
    grant = Grant.objects.select_for_update(of=("self",)).get(pk=entry.grant_id)
    locked.reversal = post_entry(grant, EntryKind.UNOPENING, entry.amount, why=reason, by=by, now=entry.at)
    if locked.reopened and grant.closed_at:
        post_entry(grant, EntryKind.CLOSE, locked.reopened, why=reason, by=by, now=entry.at)
    locked.reversed_by, locked.reversed_at, locked.reverse_reason = by, now, reason
    locked.save(update_fields=["reversal", "reversed_by", "reversed_at", "reverse_reason"])
    release_closed_remainder(grant, by=by, now=now)
    return locked
