"""Who proposes a year to a school, and who answers."""

from __future__ import annotations

from schools.rules import is_advocate_there, is_head_there, works_for_hub
from schools.scope import can_see
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator, is_system

register_permission(
    "rolling.propose_years",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can propose the next year to schools.",
)
for _verb in ("propose_again", "change_proposal", "record_answer", "settle_shortfall"):
    register_permission(
        f"rolling.{_verb}",
        can_see & (works_for_hub | is_administrator),
        otherwise="Only the hub lead or hub administrator can follow up the places it has proposed.",
    )
register_permission(
    "rolling.answer_proposal",
    (can_see & (is_advocate_there | is_head_there)) | is_system,
    otherwise="Only the school’s Advocates, headteacher or head of department can confirm or decline its place.",
)
