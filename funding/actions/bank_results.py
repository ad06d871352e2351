"""Record the finance system's results for a released payment run, and correct what was recorded by mistake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.errors import WrongState
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.permissions import action

from ..bank_files import CONFIRM, RETURN, BankResult, get_payments, judge_results, plain_reference
from ..choices import ClaimState, EntryKind, ReleaseState
from ..models import (
    CLAIM_MOVES,
    PAYMENT_MOVES,
    RELEASE_MOVES,
    Claim,
    Payment,
    PaymentRun,
    ReleaseMonth,
    ReleasePayment,
    ResultUpload,
)
from .grants import post_entry
from .notices import notify_home_school, notify_submitter
from .release_pay import post_release_entry
from .release_runs import lock_months, return_release_payment
from .runs import locked_claims

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("funding.record_answer")
def upload_results(run: PaymentRun, *, file: CheckedUpload, by: User, now: datetime) -> ResultUpload:
    """Keep an uploaded result file for a worker to read."""
    return keep_file(ResultUpload, file, by=by, now=now, run=run)


@action("funding.record_answer")
def save_results(run: PaymentRun, *, upload: ResultUpload, by: User, now: datetime) -> Counter[str]:
    """Record the rows of an upload as `record_answer` does. Raise TooOld when they are gone."""
    locked = ResultUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk, run=run)
    rows = [BankResult(**values) for values in locked.open_rows(now)]
    counts: Counter[str] = record_answer(run, rows=rows, by=by, now=now)
    locked.close(now)
    return counts


@action("funding.record_answer")
def record_answer(run: PaymentRun, *, rows: Sequence[BankResult], by: User, now: datetime) -> Counter[str]:
    """Confirm the payments that were made and return those that were not. Return the number of rows of each verdict.

    The rows are judged again inside the transaction. Idempotent: a payment is confirmed once and returned once.
    """
    # Two people may upload results of one run at once. The run is locked first, then its claims in key order, then
    # their grants.
    PaymentRun.objects.select_for_update().get(pk=run.pk)
    claims = {claim.reference: claim for claim in locked_claims(run)}
    lock_months(run)
    payments = get_payments(run)
    # The rows were judged when they were shown; since then another upload may have confirmed or returned some of them.
    judged = judge_results(run, rows)
    for row in judged:
        reference = plain_reference(row.reference)
        if row.verdict == CONFIRM:
            PAYMENT_MOVES.make(payments[reference], "confirm", answered_by=by, answered_at=now)
        elif row.verdict == RETURN:
            payment = payments[reference]
            if isinstance(payment, ReleasePayment):
                return_release_payment(payment, row.reason, by=by, now=now)
            else:
                _return_payment(claims[reference], payment, row.reason, by=by, now=now)
    return Counter(row.verdict for row in judged)


def _return_payment(claim: Claim, payment: Payment, reason: str, *, by: User, now: datetime) -> None:
    PAYMENT_MOVES.make(payment, "give_back", answered_by=by, answered_at=now, answer=reason)
    # Out of its run, so that a later run can pay it again; the returned payment still names the run.
    CLAIM_MOVES.make(claim, "unpay", run=None)
    post_entry(claim.grant, EntryKind.RETURN, payment.amount, claim=claim, why=reason, by=by, now=now)
    occasion, facts = f"payment-returned:{payment.pk}", {"payment": payment.pk}
    notify_submitter(claim, "payment_returned", occasion, facts, now=now, reason=reason)


@action("funding.correct_payment")
def reinstate_payment(payment: Payment, *, reason: str, by: User, now: datetime) -> Payment:
    """Let a payment that was recorded as unpaid by mistake count again: its claim is paid, by the same run.

    The finance system's next result for it is recorded as if none had come. Raise WrongState when the payment was not
    returned, or its claim is in another run by now.
    """
    PaymentRun.objects.select_for_update().get(pk=payment.run_id)
    claim = Claim.objects.select_for_update(of=("self",)).select_related("run").get(pk=payment.claim_id)
    if claim.run and claim.state in (ClaimState.IN_RUN, ClaimState.PAID):
        raise WrongState(_other_run(claim, payment))
    if claim.state == ClaimState.APPROVED and claim.approved != payment.amount:
        raise WrongState(
            f"Claim {claim} has since been approved for a different amount, so this payment can’t be counted again."
        )
    CLAIM_MOVES.make(claim, "reinstate", run=payment.run)
    _reinstate(payment, reason, by=by, now=now)
    why = f"Recorded as unpaid by mistake: {reason}"
    post_entry(claim.grant, EntryKind.PAY, payment.amount, claim=claim, why=why, by=by, now=now)
    occasion, facts = f"payment-reinstated:{payment.pk}:{now:%Y-%m-%dT%H:%M:%S.%f}", {"payment": payment.pk}
    notify_submitter(claim, "payment_reinstated", occasion, facts, now=now, paid_on=payment.paid_on)
    return payment


@action("funding.correct_release_payment")
def reinstate_release_payment(payment: ReleasePayment, *, reason: str, by: User, now: datetime) -> ReleasePayment:
    """Let a payment of release pay that was recorded as unpaid by mistake count again: the same run pays its month.

    Raise WrongState when the payment was not returned, or its month is in another run or was reversed by now.
    """
    PaymentRun.objects.select_for_update().get(pk=payment.run_id)
    month = ReleaseMonth.objects.select_for_update(of=("self",)).select_related("run").get(pk=payment.month_id)
    if month.run and month.state in (ReleaseState.IN_RUN, ReleaseState.PAID):
        raise WrongState(_other_run(month, payment))
    RELEASE_MOVES.make(month, "reinstate", run=payment.run)
    _reinstate(payment, reason, by=by, now=now)
    post_release_entry(month, EntryKind.PAY, why=f"Recorded as unpaid by mistake: {reason}", by=by, now=now)
    notify_home_school(payment, "release_payment_reinstated", now=now)
    return payment


def _reinstate(payment: Payment | ReleasePayment, reason: str, *, by: User, now: datetime) -> None:
    PAYMENT_MOVES.make(
        payment,
        "reinstate",
        answer="",
        answered_by=None,
        answered_at=None,
        correction=reason,
        corrected_by=by,
        corrected_at=now,
    )


def _other_run(paid_for: Claim | ReleaseMonth, payment: Payment | ReleasePayment) -> str:
    if paid_for.run_id == payment.run_id:
        return "This payment is not recorded as unpaid. Nothing was changed."
    if paid_for.state == ClaimState.PAID:
        return f"{paid_for.title} has been paid again by {paid_for.run}. Nothing was changed."
    return f"{paid_for.title} is now in {paid_for.run}. Cancel that run first, then correct this payment."
