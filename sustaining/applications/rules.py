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
    otherwise="Only the hub’s own lead or administrator may open a project for its schools.",
)
register_permission(
    "applications.edit_call",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub’s own lead or administrator may change its call.",
)
register_permission(
    "applications.write_note",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub’s own lead or administrator may write notes on its applications.",
)
register_permission(
    "applications.decide",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead may decide on applications.",
)
register_permission(
    "applications.reconsider",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead may take back a decision on an application.",
)
register_permission(
    "applications.override",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead may let a school take part that otherwise could not.",
)
register_permission(
    "applications.apply",
    is_system,
    otherwise="Applying is done by the link that came by e-mail.",
)
register_permission(
    "applications.withdraw",
    is_system | (can_see & (leads_hub | is_administrator)),
    otherwise="Only the school, or a hub lead for it, may withdraw an application.",
)
register_permission(
    "applications.read_calls",
    holds_any(HUB_READERS),
    otherwise="Applications are for the hub’s staff.",
)
