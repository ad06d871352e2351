"""Permissions on Specialists' release pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.rules import audits_hub, leads_hub, works_for_hub
from schools.scope import can_see
from sustaining.accounts.persons import is_same_person
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@rules.predicate
def is_not_its_specialist(user: User, month: Any) -> bool:
    """Return whether the month is of another Specialist."""
    return month is not None and not is_same_person(user, month.specialist.user_id)


@rules.predicate
def did_not_earn_its_pay(user: User, payment: Any) -> bool:
    """Return whether the payment is for another Specialist's release."""
    return payment is not None and is_not_its_specialist(user, payment.month)


register_permission(
    "funding.read_release",
    works_for_hub | audits_hub | is_administrator,
    otherwise="Only the hub’s staff and auditors can see its Specialists’ release pay.",
)
register_permission(
    "funding.set_release_pay",
    leads_hub | is_administrator,
    otherwise="Only a hub lead can set what the hub pays for Specialists’ release.",
)
register_permission(
    "funding.decide_release",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can decide on release pay.",
)
register_permission(
    "funding.take_back_release",
    can_see & (works_for_hub | is_administrator) & is_not_its_specialist,
    otherwise="Only hub staff who are not its Specialist can reverse a decision on release pay.",
)
register_permission(
    "funding.correct_release_payment",
    can_see & (works_for_hub | is_administrator) & did_not_earn_its_pay,
    otherwise="Only hub staff who are not its Specialist can correct a payment of release pay.",
)
