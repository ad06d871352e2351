"""Who may close a hub's year."""

from __future__ import annotations

from schools.rules import works_for_hub
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator

register_permission(
    "desk.complete_year",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can complete a year.",
)
