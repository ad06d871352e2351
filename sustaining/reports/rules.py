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
    otherwise="A school’s impact report is written by the school, its Specialist and its hub.",
)
register_permission(
    "reports.write_hub_impact",
    can_see & (works_for_hub | is_administrator),
    otherwise="A hub’s impact report is written by its lead and its administrator.",
)
register_permission(
    "reports.read_reports",
    holds_any(HUB_READERS),
    otherwise="Reports are for hubs and the programme. Find your own school’s figures on its page.",
)
register_permission(
    "reports.freeze_return",
    works_for_hub | is_administrator,
    otherwise="A hub’s return is frozen by its lead or its administrator.",
)
register_permission(
    "reports.compare_hubs",
    holds_any({Role.ADMINISTRATOR}),
    otherwise="The hubs side by side are for the programme’s administrators.",
)
