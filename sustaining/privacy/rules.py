"""Who may ask for what is kept about a person, who gets the archive, and who changes other people’s accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.choices import HubRole
from schools.models import HubStaff
from schools.rules import works_for_hub
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator, is_self, is_system

from .choices import Scope

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@rules.predicate
def leads_a_hub(user: User) -> bool:
    """Return whether the user leads a hub today."""
    return HubStaff.of(user, HubRole.LEAD).exists()


@rules.predicate
def asked_for_it(user: User, request: Any) -> bool:
    """Return whether the user asked for this archive."""
    return request is not None and request.asked_by_id == user.pk


@rules.predicate
def may_still_ask(user: User, request: Any) -> bool:
    """Return whether the user may still have an archive of this scope: a lead’s post may have ended since."""
    if request is None:
        return False
    if request.scope == Scope.OWN:
        return True
    return bool(is_administrator(user) if request.scope == Scope.PROGRAMME else leads_a_hub(user))


register_permission(
    "privacy.request_own_data",
    is_self,
    otherwise="You can only ask for your own data here.",
)
register_permission(
    "privacy.request_data",
    leads_a_hub | is_administrator,
    otherwise="Only a hub lead or programme administrator can ask for a person’s data.",
)
register_permission(
    "privacy.download_archive",
    asked_for_it & may_still_ask,
    otherwise="Only the person who asked for this archive can download it.",
)
register_permission(
    "privacy.end_archive",
    asked_for_it & may_still_ask | is_administrator | is_system,
    otherwise="Only the person who asked for this archive, or a programme administrator, can delete it.",
)
register_permission(
    "privacy.make_archive",
    is_system,
    otherwise="Archives are made by the site itself.",
)

for name, sentence in {
    "correct_name": "correct another person’s name",
    "change_address": "change another person’s email address",
    "close_leavers": "close the accounts of people who have left",
    "reopen_account": "reopen an account",
    "restrict_use": "restrict the use of a person’s data",
    "lift_restriction": "lift a restriction",
    "manage_accounts": "see this page",
}.items():
    register_permission(
        f"privacy.{name}", is_administrator, otherwise=f"Only a programme administrator can {sentence}."
    )
register_permission(
    "privacy.close_account",
    is_self | is_administrator,
    otherwise="Only the person, or a programme administrator, can close an account.",
)
register_permission(
    "privacy.read_notices",
    is_self,
    otherwise="Only you can confirm that you’ve read a privacy notice.",
)
register_permission(
    "privacy.see_readings",
    works_for_hub | is_administrator,
    otherwise="Only the hub’s own staff can see who has read its privacy notice.",
)
register_permission(
    "privacy.see_papers",
    works_for_hub | is_administrator,
    otherwise="Only the hub’s own staff can see its data protection documents.",
)
