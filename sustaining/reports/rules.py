"""Who may read reports, freeze a return, and put an impact report into their own words."""

from __future__ import annotations

from devplans.rules import writes_plan
from schools.roles import HUB_READERS, Role
from schools.rules import works_for_hub
from schools.scope import can_see
from schools.viewer import holds_any
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator

register_permission(
    "reports.write_school_impact",
    can_see & (writes_plan | works_for_hub | is_administrator),
    otherwise="Only the school, its Specialist and its hub can edit the school’s impact report.",
)
register_permission(
    "reports.write_hub_impact",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub lead and hub administrator can edit the hub’s impact report.",
)
register_permission(
    "reports.read_reports",
    holds_any(HUB_READERS),
    otherwise="Only hubs and programme administrators can see reports. Your school’s figures are on its own page.",
)
register_permission(
    "reports.freeze_return",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can freeze a return.",
)
register_permission(
    "reports.compare_hubs",
    holds_any({Role.ADMINISTRATOR}),
    otherwise="Only programme administrators can compare hubs.",
)
