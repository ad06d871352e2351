"""Payee details: requested by one person of the hub, confirmed by another, and told to the school."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from schools.models import Hub, School
from schools.recipients import money_contacts
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, domain_error_from_constraint
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from ..models import PAYEE_MOVES, PayeeDetails
from ..paid_schools import schools_paid_by

if TYPE_CHECKING:
    from sustaining.accounts.models import User

FIELDS = ("name", "vendor_number", "bank_reference", "remittance_email")
"""What a version says of a payee."""


class PayeeNotPossible(DomainError):
    """The payee details contradict the programme's rules, or change nothing."""


class NumberInReference(DomainError):
    """A bank reference looks like an account number or a sort code."""

    field = "bank_reference"


@action("funding.request_payee")
def request_payee(
    hub: Hub,
    *,
    school: School,
    name: str,
    vendor_number: str = "",
    bank_reference: str = "",
    remittance_email: str = "",
    reason: str,
    by: User,
    now: datetime,
) -> PayeeDetails:
    """Request other payee details for a school of `hub`. Nothing is paid by them until somebody else confirms them.

    Raise PayeeNotPossible when another change waits or nothing would change, NumberInReference for an account number.
    """
    if not schools_paid_by(hub).filter(pk=school.pk).exists():
        raise PayeeNotPossible(f"{school} has no grant from {hub}, so there is no one to pay.")
    details = {
        "name": name,
        "vendor_number": vendor_number,
        "bank_reference": bank_reference,
        "remittance_email": remittance_email,
    }
    current = PayeeDetails.objects.current(hub.pk, [school.pk]).first()
    if current and all(getattr(current, field) == details[field] for field in FIELDS):
        raise PayeeNotPossible("These are the details that are used now. Change at least one of them.")
    with (
        domain_error_from_constraint(PayeeNotPossible, constraint="one_payee_change_at_a_time", model=PayeeDetails),
        domain_error_from_constraint(
            NumberInReference, constraint="no_account_number_as_reference", model=PayeeDetails
        ),
    ):
        return PayeeDetails.objects.create(
            hub=hub, school=school, reason=reason, requested_by=by, requested_at=now, **details
        )


@action("funding.confirm_payee")
def confirm_payee(payee: PayeeDetails, *, by: User, now: datetime) -> PayeeDetails:
    """Let requested details count from now on, and email the school's finance contacts and headteacher. Raise WrongState."""
    with domain_error_from_constraint(PayeeNotPossible, constraint="payee_confirmed_by_another", model=PayeeDetails):
        PAYEE_MOVES.make(payee, "confirm", confirmed_by=by, confirmed_at=now)
    for person in money_contacts(payee.school_id, london_day(now)):
        queue_email(
            f"payee-changed:{payee.pk}:user={person.pk}",
            to=person,
            kind="payee_changed",
            now=now,
            about=payee.school,
            facts={"payee": payee.pk},
            reply_to=payee.hub.contact_email,
            payee=payee,
        )
    return payee


@action("funding.cancel_payee")
def cancel_payee(payee: PayeeDetails, *, reason: str, by: User, now: datetime) -> PayeeDetails:
    """Cancel a change that nobody has confirmed. Raise WrongState."""
    PAYEE_MOVES.make(payee, "cancel", cancel_reason=reason)
    return payee
