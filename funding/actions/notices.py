"""Emails about claims and their payments, and about release pay. Call these inside an action's transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from schools.recipients import finance_contacts
from sustaining.common.clock import london_day
from sustaining.outbox.actions import queue_email

from ..models import Claim, PayeeDetails, Payment, ReleasePayment

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
    claim = payment.claim
    submitter = claim.submitted_by or claim.made_by
    for reader in _advice_readers(claim.school.pk, payee, submitter=submitter, day=london_day(now)):
        queue_email(
            f"remittance:payment={payment.pk}:{_who(reader)}",
            to=reader,
            kind="payment_advice",
            now=now,
            about=claim.school,
            facts={"payment": payment.pk},
            reply_to=claim.hub.contact_email,
            claim=claim,
            payment=payment,
        )


def send_release_advice(payment: ReleasePayment, payee: PayeeDetails | None, *, now: datetime) -> None:
    """Email the remittance advice of release pay to the home school's finance contacts and to the payee.

    Call inside an action.
    """
    for reader in _advice_readers(payment.school.pk, payee, day=london_day(now)):
        _notify_of_release(payment, reader, "release_payment_advice", now=now)


def notify_home_school(payment: ReleasePayment, kind: str, *, now: datetime, **context: Any) -> None:
    """Email the home school's finance contacts about a payment of release pay. Call inside an action."""
    for person in finance_contacts(payment.school.pk, london_day(now)):
        _notify_of_release(payment, person, kind, now=now, **context)


def _notify_of_release(payment: ReleasePayment, reader: Any, kind: str, *, now: datetime, **context: Any) -> None:
    queue_email(
        f"{kind}:release={payment.pk}:{now:%Y-%m-%dT%H:%M:%S.%f}:{_who(reader)}",
        to=reader,
        kind=kind,
        now=now,
        about=payment.school,
        facts={"release_payment": payment.pk},
        reply_to=payment.hub.contact_email,
        payment=payment,
        **context,
    )


def _advice_readers(school: int, payee: PayeeDetails | None, *, day: date, submitter: User | None = None) -> list[Any]:
    """Return a school's finance contacts without who submitted the claim, and the payee's address if it is none of theirs."""
    readers: list[Any] = [person for person in finance_contacts(school, day) if person != submitter]
    known = {person.email.casefold() for person in (*readers, submitter) if person}
    if payee and payee.remittance_email and payee.remittance_email.casefold() not in known:
        readers.append(payee.remittance_email)
    return readers


def _who(reader: Any) -> str:
    return f"to={reader.casefold()}" if isinstance(reader, str) else f"user={reader.pk}"


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
