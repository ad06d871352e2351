"""What the finance system says of a released run is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from ..answers import CONFIRM, RETURN, AnswerRow, judge, payments_of, plain_reference
from ..choices import EntryKind
from ..models import CLAIM_MOVES, PAYMENT_MOVES, Claim, Payment, PaymentRun
from .grants import enter
from .runs import locked_claims


@action("funding.record_answer")
def record_answer(run: PaymentRun, *, rows: Sequence[AnswerRow], by: Any, now: datetime) -> Counter[str]:
    """Confirm what was paid and return what was not, judged again as things stand now; how many rows of each verdict.

    The same file a second time changes nothing: a payment is confirmed once and returned once.
    """
    PaymentRun.objects.select_for_update().get(pk=run.pk)
    claims = {claim.reference: claim for claim in locked_claims(run)}
    payments = {one.claim.reference: one for one in payments_of(run)}
    judged = judge(run, rows)
    for row in judged:
        reference = plain_reference(row.reference)
        if row.verdict == CONFIRM:
            PAYMENT_MOVES.make(payments[reference], "confirm", answered_by=by, answered_at=now)
        elif row.verdict == RETURN:
            _give_back(claims[reference], payments[reference], row.reason, by=by, now=now)
    return Counter(row.verdict for row in judged)


def _give_back(claim: Claim, payment: Payment, reason: str, *, by: Any, now: datetime) -> None:
    PAYMENT_MOVES.make(payment, "give_back", answered_by=by, answered_at=now, answer=reason)
    CLAIM_MOVES.make(claim, "unpay", run=None)
    enter(claim.grant, EntryKind.RETURN, payment.amount, claim=claim, why=reason, by=by, now=now)
    hub, person = claim.school.hub, claim.submitted_by or claim.made_by
    queue_email(
        f"payment-returned:{payment.pk}:user={person.pk}", to=person, kind="payment_returned", now=now,
        about=claim.school, facts={"payment": payment.pk}, reply_to=hub.contact_email if hub else "", claim=claim, reason=reason,
    )  # fmt: skip
