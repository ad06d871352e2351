"""Who may read reports, freeze a return, and put an impact report into their own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from devplans.rules import writes_plan
from schools.models import School
from schools.roles import HUB_READERS, PROGRAMME_STAFF, Role
from schools.rules import is_advocate_there, is_head_there, leads_hub, works_for_hub
from schools.scope import can_see
from schools.viewer import holds_any
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator

if TYPE_CHECKING:
    from sustaining.accounts.models import User

shares_school_report = can_see & (is_advocate_there | is_head_there | works_for_hub | is_administrator)
shares_hub_report = works_for_hub | is_administrator


@rules.predicate
def shares_report(user: User, report: Any) -> bool:
    """Return whether the user may send the impact report to people without an account."""
    if report is None:
        return False
    may_share = shares_school_report if isinstance(report.subject, School) else shares_hub_report
    return bool(may_share(user, report.subject))


register_permission(
    "reports.write_school_impact",
    can_see & (writes_plan | works_for_hub | is_administrator),
    otherwise="Only the school, its Specialist or its hub can edit the school’s impact report.",
)
register_permission(
    "reports.write_hub_impact",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the hub lead or hub administrator can edit the hub’s impact report.",
)
register_permission(
    "reports.share_impact",
    shares_report,
    otherwise="Only the school or its hub can share a school’s impact report. Only the hub can share its own.",
)
register_permission(
    "reports.end_impact_link",
    rules.predicate(lambda user, link: link is not None and shares_report(user, link.report)),
    otherwise="Only the school or its hub can end a link to a school’s impact report. Only the hub can end one to its own.",
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
    "reports.take_return",
    leads_hub | is_administrator,
    otherwise="Only a hub lead, or a programme administrator, can take a participant or school return.",
)
register_permission(
    "reports.read_trns",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead, hub administrator or a programme administrator can see TRNs.",
)
register_permission(
    "reports.set_return_columns",
    holds_any({Role.ADMINISTRATOR}),
    otherwise="Only programme administrators can change the columns of a return.",
)
register_permission(
    "reports.read_quality",
    holds_any(PROGRAMME_STAFF),
    otherwise="Only hub leads, hub administrators and programme administrators can see data quality.",
)
register_permission(
    "reports.set_aside_problem",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can set this aside.",
)
register_permission(
    "reports.take_back_set_aside",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can open this again.",
)
register_permission(
    "reports.compare_hubs",
    holds_any({Role.ADMINISTRATOR}),
    otherwise="Only programme administrators can compare hubs.",
)
