"""Who may do what with calls and applications. An applicant has no account: their link lets them in, and the site acts."""

from __future__ import annotations

from schools.roles import HUB_READERS, holds_any
from schools.rules import leads_hub, works_for_hub
from schools.scope import can_see
from sustaining.common.permits import allow
from sustaining.common.predicates import is_administrator, is_system

allow(
    "applications.open_call",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub’s own lead or administrator may open a project for its schools.",
)
allow(
    "applications.edit_call",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub’s own lead or administrator may change its call.",
)
allow(
    "applications.write_note",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub’s own lead or administrator may write notes on its applications.",
)
allow(
    "applications.decide",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead may decide on applications.",
)
allow(
    "applications.override",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead may let a school take part that otherwise could not.",
)
allow(
    "applications.apply",
    is_system,
    otherwise="Applying is done by the link that came by e-mail.",
)
allow(
    "applications.withdraw",
    is_system | (can_see & (leads_hub | is_administrator)),
    otherwise="Only the school, or a hub lead for it, may withdraw an application.",
)
allow(
    "applications.read_calls",
    holds_any(HUB_READERS),
    otherwise="Applications are for the hub’s staff.",
)
