"""Payment runs: prepared by one person, released by another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from schools.models import Hub
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, says
from sustaining.common.permits import action
from sustaining.outbox.actions import queue_email

from .choices import ClaimState, EntryKind
from .errors import NothingToPay
from .models import CLAIM_MOVES, RUN_MOVES, Claim, Entry, Payment, PaymentRun


class DayNotPossible(DomainError):
    """The day of payment cannot be right."""

    field = "paid_on"


@action("funding.prepare_run")
def prepare_run(hub: Hub, *, claims: Iterable[Claim], by: Any, now: datetime) -> PaymentRun:
    """Put approved claims of `hub` into a new run. Raises NothingToPay when none of them is still approved."""
    chosen = [claim.pk for claim in claims]
    approved = Claim.objects.select_for_update(of=("self",)).filter(
        pk__in=chosen, state=ClaimState.APPROVED, grant__participation__school__hub=hub
    )
    ready = list(approved.order_by("pk"))
    if not ready:
        raise NothingToPay("None of these claims waits for payment. Choose at least one approved claim.")
    run = PaymentRun.objects.create(hub=hub, prepared_by=by, prepared_at=now)
    for claim in ready:
        CLAIM_MOVES.make(claim, "include", run=run)
    return run


@action("funding.release_run")
def release_run(run: PaymentRun, *, paid_on: date, by: Any, now: datetime) -> PaymentRun:
    """Record the payment of every claim in the run, and tell the schools. Raises WrongState, DayNotPossible.

    `paid_on` is the day the money leaves the lead school's account: not before the run was prepared, within 60 days.
    """
    first = london_day(run.prepared_at)
    if not first <= paid_on or (paid_on - london_day(now)).days > 60:
        raise DayNotPossible("Choose the day of payment: not before the run was prepared, and within two months.")
    with says(DomainError, constraint="run_released_by_another", model=PaymentRun):
        RUN_MOVES.make(run, "release", released_by=by, released_at=now)
    for claim in run.claims.select_for_update(of=("self",)).select_related("grant").order_by("pk"):
        CLAIM_MOVES.make(claim, "pay")
        Payment.objects.create(claim=claim, amount=claim.total, paid_on=paid_on, recorded_by=by, recorded_at=now)
        Entry.objects.create(grant=claim.grant, claim=claim, kind=EntryKind.PAY, amount=claim.total, by=by, at=now)
        _tell_of_payment(claim, paid_on=paid_on, now=now)
    return run


def _tell_of_payment(claim: Claim, *, paid_on: date, now: datetime) -> None:
    hub = claim.school.hub
    person = claim.submitted_by or claim.made_by
    queue_email(
        f"payment:{claim.pk}:user={person.pk}",
        to=person,
        template="payment_made",
        now=now,
        about=claim.school,
        reply_to=hub.contact_email if hub else "",
        claim=claim,
        paid_on=paid_on,
    )
