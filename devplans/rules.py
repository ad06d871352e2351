"""Who may do what with plans and sessions. When is said by PLAN_MOVES and SESSION_MOVES."""

from __future__ import annotations

from typing import Any

import rules

from schools.rules import is_advocate_there, is_head_there, leads_hub, works_for_hub
from schools.scope import can_see
from specialists.rules import is_specialist_there
from sustaining.common.permits import allow
from sustaining.common.predicates import is_administrator


@rules.predicate
def wrote_it(user: Any, comment: Any) -> bool:
    """Whoever wrote the comment."""
    return comment is not None and comment.by_id == user.pk


writes_plan = is_advocate_there | is_head_there | is_specialist_there
runs_session = is_advocate_there | is_head_there | is_specialist_there | works_for_hub | is_administrator

allow(
    "devplans.edit_plan",
    can_see & writes_plan,
    otherwise="A plan is written by the school’s Advocates, its head of department and its Specialist.",
)
allow(
    "devplans.comment",
    can_see & (writes_plan | works_for_hub | is_administrator),
    otherwise="Comments are for those who write the plan, and for the hub.",
)
allow(
    "devplans.withdraw_comment",
    can_see & wrote_it,
    otherwise="A comment is taken back by whoever wrote it.",
)
allow(
    "devplans.review_plan",
    can_see & writes_plan,
    otherwise="A plan is reviewed by the school’s Advocates, its head of department and its Specialist.",
)
allow(
    "devplans.write_impact",
    can_see & (is_advocate_there | is_head_there),
    otherwise="What changed is told by the school: its Advocates and its head of department.",
)
allow(
    "devplans.share_plan",
    can_see & (is_advocate_there | is_head_there),
    otherwise="Only the school shares its plan: ask its Advocates.",
)
allow(
    "devplans.agree_plan",
    can_see & (is_specialist_there | leads_hub | is_administrator),
    otherwise="A plan is agreed by the school’s Specialist, or by its hub lead.",
)
allow(
    "devplans.refine_plan",
    can_see & (writes_plan | leads_hub),
    otherwise="A plan is opened again by the school, its Specialist or its hub lead.",
)
allow(
    "devplans.log_session",
    can_see & runs_session,
    otherwise="A session is logged by the school’s Advocates, its Specialist or its hub. Past support can be read only.",
)
allow(
    "devplans.confirm_session",
    can_see & is_specialist_there,
    otherwise="A session is confirmed by the school’s Specialist.",
)
