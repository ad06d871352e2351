"""Who sets up a hub, and enrols its schools from a list."""

from __future__ import annotations

from schools.rules import works_for_hub
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator

register_permission(
    "onboarding.read_set_up",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can see how far the hub is set up.",
)
register_permission(
    "onboarding.enrol_schools",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can enrol schools from a list.",
)
register_permission(
    "onboarding.undo_enrolments",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can undo the enrolments of a list.",
)
