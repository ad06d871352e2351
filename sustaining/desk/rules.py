"""Who may close a hub's year, who writes to its schools, and who sees more of a school than its money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schools.roles import HUB_STAFF, Role
from schools.rules import works_for_hub
from schools.viewer import as_viewer, holds_any
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator

if TYPE_CHECKING:
    from sustaining.common.people import Reader

register_permission(
    "desk.complete_year",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can complete a year.",
)
register_permission(
    "desk.email_schools",
    holds_any(HUB_STAFF) | is_administrator,
    otherwise="Only hub staff can list the email addresses of schools.",
)


def reads_plans(user: Reader) -> bool:
    """Return whether `user` sees more of a school than its money: finance contacts read neither plans nor sessions."""
    return bool(as_viewer(user).role_names - {Role.FINANCE})
