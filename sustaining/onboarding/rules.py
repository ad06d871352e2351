"""Who sets up a hub, enrols its schools from a list, and brings in what it did before."""

from __future__ import annotations

from schools.rules import audits_hub, leads_hub, works_for_hub
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
register_permission(
    "onboarding.read_openings",
    works_for_hub | audits_hub | is_administrator,
    otherwise="Only hub staff and auditors can see what the hub has brought in.",
)
for _verb in ("bring_in", "undo_openings"):
    register_permission(
        f"onboarding.{_verb}",
        leads_hub | is_administrator,
        otherwise="Only a hub lead can bring in what the hub did before it used this site, or undo it.",
    )
