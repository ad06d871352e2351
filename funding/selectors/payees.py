"""What the pages of payees show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schools.models import Hub, School
from sustaining.common.permissions import may

from ..actions.payees import FIELDS
from ..models import PayeeDetails
from ..paid_schools import schools_paid_by

if TYPE_CHECKING:
    from sustaining.accounts.models import User

TITLES = {
    "name": "Pay to",
    "vendor_number": "Vendor number",
    "bank_reference": "Bank reference",
    "remittance_email": "Email for remittance advice",
}


def payee_rows(hub: Hub) -> dict[str, Any]:
    """Return the schools that the hub pays, each with its confirmed payee, and the changes that wait. Three queries."""
    schools = list(schools_paid_by(hub).order_by("sort_name", "pk"))
    confirmed = PayeeDetails.objects.current(hub.pk, [school.pk for school in schools]).select_related("confirmed_by")
    current = {row.school_id: row for row in confirmed}
    waiting = PayeeDetails.objects.requested().filter(hub=hub).select_related("school", "requested_by")
    changes = {row.school_id: row for row in waiting}
    rows = [(school, current.get(school.pk), changes.get(school.pk)) for school in schools]
    return {"rows": rows, "waiting": list(changes.values())}


def current_payee(hub: Hub, school: School) -> PayeeDetails | None:
    """Return the confirmed payee for a school."""
    return PayeeDetails.objects.current(hub.pk, [school.pk]).first()


def payee_initial(payee: PayeeDetails | None, school: School) -> dict[str, str]:
    """Return initial data of the form: what is used now, else the school's name."""
    return {field: getattr(payee, field) for field in FIELDS} if payee else {"name": str(school)}


def change_context(payee: PayeeDetails, user: User) -> dict[str, Any]:
    """Return what a change replaces, field by field, and what this person may do about it."""
    earlier = PayeeDetails.objects.confirmed().filter(hub=payee.hub_id, school=payee.school_id)
    if payee.confirmed_at:
        earlier = earlier.filter(confirmed_at__lte=payee.confirmed_at).exclude(pk=payee.pk)
    before = earlier.order_by("-confirmed_at", "-pk").first()
    rows = [(TITLES[field], getattr(before, field) if before else "", getattr(payee, field)) for field in FIELDS]
    return {
        "rows": [(title, old, new, old != new) for title, old, new in rows],
        "confirms": payee.is_requested and may(user, "funding.confirm_payee", payee),
        "cancels": payee.is_requested and may(user, "funding.cancel_payee", payee),
    }
