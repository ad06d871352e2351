"""Who proposes a year to a school, and who answers."""

from __future__ import annotations

from schools.rules import is_advocate_there, is_head_there, works_for_hub
from schools.scope import can_see
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator, is_system

register_permission(
    "rolling.propose_years",
    works_for_hub | is_administrator,
    otherwise="A hub’s next year is proposed to its schools by its lead or its administrator.",
)
for _verb in ("propose_again", "change_proposal", "record_answer", "settle_shortfall"):
    register_permission(
        f"rolling.{_verb}",
        can_see & (works_for_hub | is_administrator),
        otherwise="Only the hub’s lead or administrator follows up what it proposed to the school.",
    )
register_permission(
    "rolling.answer_proposal",
    (can_see & (is_advocate_there | is_head_there)) | is_system,
    otherwise="The school’s Advocates, headteacher or head of department confirm its place for the next year.",
)
