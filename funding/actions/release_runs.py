"""What payment runs do with months of release pay. Called by the actions on runs, inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from schools.models import Hub

from ..choices import EntryKind, PaymentState, ReleaseState
from ..models import (
    PAYMENT_MOVES,
    RELEASE_MOVES,
    PayeeDetails,
    PaymentRun,
    ReleaseBudget,
    ReleaseMonth,
    ReleasePayment,
)
from .notices import notify_home_school, send_release_advice
from .release_pay import post_release_entry

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def lock_approved_months(hub: Hub, months: Iterable[ReleaseMonth]) -> list[ReleaseMonth]:
    """Lock and return those of `months` that are still approved, in key order."""
    approved = ReleaseMonth.objects.select_for_update(of=("self",)).filter(
        pk__in=[month.pk for month in months], hub=hub, state=ReleaseState.APPROVED
    )
    return list(approved.select_related("home_school").order_by("pk"))


def lock_months(run: PaymentRun) -> list[ReleaseMonth]:
    """Lock and return a run's months and then their budgets, in key order so that two runs cannot deadlock."""
    rows = run.release_months.select_for_update(of=("self",)).select_related("home_school", "specialist__user")
    months = list(rows.order_by("pk"))
    list(ReleaseBudget.objects.select_for_update().filter(months__in=months).order_by("pk").values("pk"))
    return months


def include_months(run: PaymentRun, months: Iterable[ReleaseMonth]) -> None:
    """Put approved months into a run."""
    for month in months:
        RELEASE_MOVES.make(month, "include", run=run)


def exclude_months(run: PaymentRun) -> None:
    """Take the months out of a cancelled run: they are approved again."""
    for month in run.release_months.select_for_update(of=("self",)).order_by("pk"):
        RELEASE_MOVES.make(month, "exclude", run=None)


def pay_month(
    month: ReleaseMonth,
    run: PaymentRun,
    *,
    paid_on: date,
    paid_to: str,
    payee: PayeeDetails | None,
    by: User,
    now: datetime,
) -> ReleasePayment:
    """Record the payment of a month in a released run, and email its remittance advice to the home school and the payee.

    Call inside an action's transaction.
    """
    RELEASE_MOVES.make(month, "pay")
    post_release_entry(month, EntryKind.PAY, why=str(run), by=by, now=now)
    payment = ReleasePayment.objects.create(
        month=month,
        run=run,
        amount=month.amount,
        paid_on=paid_on,
        paid_to=paid_to[:120],
        recorded_by=by,
        recorded_at=now,
    )
    send_release_advice(payment, payee, now=now)
    return payment


def recall_months(run: PaymentRun, months: Iterable[ReleaseMonth], *, reason: str, by: User, now: datetime) -> None:
    """Reverse the payments of a run whose release was reversed: its months are in the prepared run again.

    Call inside an action's transaction.
    """
    payments = {row.month_id: row for row in run.release_payments.filter(state=PaymentState.SENT)}
    for month in months:
        PAYMENT_MOVES.make(payments[month.pk], "recall")
        RELEASE_MOVES.make(month, "recall")
        post_release_entry(month, EntryKind.RECALL, why=f"Release of {run} reversed: {reason}", by=by, now=now)
        notify_home_school(payments[month.pk], "release_payment_recalled", now=now, reason=reason)


def return_release_payment(payment: ReleasePayment, reason: str, *, by: User, now: datetime) -> None:
    """Record that the finance system did not pay a month: it is approved again, for another run.

    Call inside an action's transaction.
    """
    PAYMENT_MOVES.make(payment, "give_back", answered_by=by, answered_at=now, answer=reason)
    RELEASE_MOVES.make(payment.month, "unpay", run=None)
    post_release_entry(payment.month, EntryKind.RETURN, why=reason, by=by, now=now)
    notify_home_school(payment, "release_payment_returned", now=now, reason=reason)
