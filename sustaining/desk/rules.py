"""Who may close a hub's year, and who writes to its schools."""

from __future__ import annotations

from schools.roles import HUB_STAFF
from schools.rules import works_for_hub
from schools.viewer import holds_any
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator

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
