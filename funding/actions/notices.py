"""Emails to those who made and submitted a claim. Call these inside an action's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from schools.recipients import finance_contacts
from sustaining.common.clock import london_day
from sustaining.outbox.actions import queue_email

from ..models import Claim, PayeeDetails, Payment

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def notify_claimants(claim: Claim, kind: str, *, by: User, now: datetime, **context: Any) -> None:
    """Email those who made and submitted a claim. Call inside an action."""
    occasion = f"{kind}:{claim.pk}:{now:%Y-%m-%dT%H:%M:%S.%f}"
    # A set, because maker and submitter are usually one person, who should get one email.
    for person in {claim.made_by, claim.submitted_by or claim.made_by}:
        _notify(claim, person, kind, occasion, {"claim": claim.pk}, now=now, who=by.full_name, **context)


def notify_submitter(
    claim: Claim, kind: str, occasion: str, facts: dict[str, Any], *, now: datetime, **context: Any
) -> None:
    """Email the person who submitted a claim, else the one who made it."""
    _notify(claim, claim.submitted_by or claim.made_by, kind, occasion, facts, now=now, **context)


def send_remittance_advice(payment: Payment, payee: PayeeDetails | None, *, now: datetime) -> None:
    """Email the remittance advice to the school's finance contacts and to the payee. Call inside an action.

    The person who submitted the claim gets it with the email that says that it is paid.
    """
    claim, day = payment.claim, london_day(now)
    submitter = claim.submitted_by or claim.made_by
    readers: list[Any] = [person for person in finance_contacts(claim.school.pk, day) if person.pk != submitter.pk]
    known = {submitter.email.casefold(), *(person.email.casefold() for person in readers)}
    if payee and payee.remittance_email and payee.remittance_email.casefold() not in known:
        readers.append(payee.remittance_email)
    for reader in readers:
        who = f"to={reader.casefold()}" if isinstance(reader, str) else f"user={reader.pk}"
        queue_email(
            f"remittance:payment={payment.pk}:{who}",
            to=reader,
            kind="payment_advice",
            now=now,
            about=claim.school,
            facts={"payment": payment.pk},
            reply_to=claim.hub.contact_email,
            claim=claim,
            payment=payment,
        )


def _notify(
    claim: Claim, to: User, kind: str, occasion: str, facts: dict[str, Any], *, now: datetime, **context: Any
) -> None:
    queue_email(
        f"{occasion}:user={to.pk}",
        to=to,
        kind=kind,
        now=now,
        about=claim.school,
        facts=facts,
        reply_to=claim.hub.contact_email,
        claim=claim,
        **context,
    )
