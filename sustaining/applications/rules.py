"""Permissions on calls and applications. Applicants have no account: their link acts through the site's own."""

from __future__ import annotations

from schools.roles import HUB_READERS
from schools.rules import leads_hub, works_for_hub
from schools.scope import can_see
from schools.viewer import holds_any
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator, is_system

register_permission(
    "applications.open_call",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub lead or hub administrator can open applications.",
)
register_permission(
    "applications.edit_call",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub lead or hub administrator can change applications settings.",
)
register_permission(
    "applications.write_note",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub lead or hub administrator can add notes to applications.",
)
register_permission(
    "applications.decide",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead can decide applications.",
)
register_permission(
    "applications.reconsider",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead can reverse a decision on an application.",
)
register_permission(
    "applications.override",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead can make an exception for a school that is not eligible.",
)
register_permission(
    "applications.apply",
    is_system,
    otherwise="Use the link in your email to apply.",
)
register_permission(
    "applications.withdraw",
    is_system | (can_see & (leads_hub | is_administrator)),
    otherwise="Only the school or a hub lead can withdraw an application.",
)
register_permission(
    "applications.read_calls",
    holds_any(HUB_READERS),
    otherwise="Only hub staff can see applications.",
)
