"""Rules on plans and sessions: who may do what. PLAN_MOVES and SESSION_MOVES decide when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.roles import EVERYONE, IMPACT_READERS, SESSION_MEMBERS, Role
from schools.rules import is_advocate_there, is_head_there, leads_hub, reads_texts_there, works_for_hub
from schools.scope import can_see
from schools.viewer import holds_any
from specialists.models import Assignment
from specialists.rules import is_self, is_specialist_there, is_working
from sustaining.accounts.persons import is_same_person
from sustaining.common.clock import today
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import asked_once, is_administrator

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@rules.predicate
def is_comment_author(user: User, comment: Any) -> bool:
    """Return whether the user wrote the comment."""
    return comment is not None and is_same_person(user, comment.by_id)


@rules.predicate
def is_step_owner(user: User, step: Any) -> bool:
    """Return whether the user is the person who does the next step."""
    return step is not None and is_same_person(user, step.owner_id)


writes_plan = is_advocate_there | is_head_there | is_specialist_there
runs_session = is_advocate_there | is_head_there | is_specialist_there | works_for_hub | is_administrator


@rules.predicate
def is_proposer(user: User, proposal: Any) -> bool:
    """Return whether the user made the proposal."""
    return proposal is not None and is_same_person(user, proposal.proposed_by_id)


@rules.predicate
def is_proposed_by_specialist(user: User, proposal: Any) -> bool:
    """Return whether the Specialist made the proposal, so that the school answers it."""
    return proposal is not None and is_same_person(proposal.specialist.user, proposal.proposed_by_id)


@rules.predicate
def is_host(user: User, visit: Any) -> bool:
    """Return whether the user is the Specialist whose classroom it is, and still works as one."""
    return visit is not None and visit.specialist.user_id == user.pk and is_working(user, visit.specialist)


@rules.predicate
@asked_once
def is_supported(user: User, row: Any) -> bool:
    """Return whether the school has a Specialist today."""
    return row is not None and Assignment.objects.current(today()).filter(participation__school=row.school).exists()


answers_proposal = ~is_proposer & (
    (is_proposed_by_specialist & (is_advocate_there | is_head_there))
    | (~is_proposed_by_specialist & is_specialist_there)
)

register_permission(
    "devplans.edit_plan",
    can_see & writes_plan,
    otherwise="Only the school’s Advocates, head of department and Specialist can edit the plan.",
)
register_permission(
    "devplans.comment",
    can_see & (writes_plan | works_for_hub | is_administrator),
    otherwise="Only people who edit the plan, and the hub, can comment.",
)
register_permission(
    "devplans.withdraw_comment",
    can_see & (writes_plan | works_for_hub | is_administrator) & is_comment_author,
    otherwise="Only the person who wrote a comment can delete it.",
)
register_permission(
    "devplans.review_plan",
    can_see & writes_plan,
    otherwise="Only the school’s Advocates, head of department and Specialist can review the plan.",
)
register_permission(
    "devplans.write_impact",
    can_see & (is_advocate_there | is_head_there),
    otherwise="Only the school’s Advocates and head of department can write reflections and evaluations.",
)
register_permission(
    "devplans.share_plan",
    can_see & (is_advocate_there | is_head_there),
    otherwise="Only the school’s Advocates can share its plan.",
)
register_permission(
    "devplans.agree_plan",
    can_see & (is_specialist_there | leads_hub | is_administrator),
    otherwise="Only the school’s Specialist or hub lead can agree a plan.",
)
register_permission(
    "devplans.refine_plan",
    can_see & (writes_plan | leads_hub),
    otherwise="Only the school, its Specialist or its hub lead can reopen a plan.",
)
register_permission(
    "devplans.log_session",
    can_see & runs_session,
    otherwise="Only the school’s Advocates, its Specialist or its hub can log sessions. Past Specialists can only read.",
)
register_permission(
    "devplans.confirm_session",
    can_see & (is_specialist_there | (leads_hub & ~is_supported)),
    otherwise="Only the school’s Specialist can confirm sessions, or the hub lead if there isn’t one.",
)
register_permission(
    "devplans.correct_session",
    can_see & runs_session,
    otherwise="Only the school’s Advocates, its Specialist or its hub can edit sessions. Past Specialists can only read.",
)
register_permission(
    "devplans.reopen_session",
    can_see & runs_session,
    otherwise="Only the school’s Advocates, its Specialist or its hub can reopen a confirmed session.",
)
register_permission(
    "devplans.remove_session",
    can_see & runs_session,
    otherwise="Only the school’s Advocates, its Specialist or its hub can remove a session that was logged by mistake.",
)
register_permission(
    "devplans.restore_session",
    can_see & runs_session,
    otherwise="Only the school’s Advocates, its Specialist or its hub can restore a cancelled session.",
)
for _verb in ("bring_in_session", "undo_imported_session"):
    register_permission(
        f"devplans.{_verb}",
        can_see & (leads_hub | is_administrator),
        otherwise="Only a hub lead can bring in sessions that were held before the hub used the site.",
    )
register_permission(
    "devplans.add_next_step",
    can_see & runs_session,
    otherwise="Only the school’s Advocates, its Specialist or its hub can add next steps. Past Specialists can only read.",
)
register_permission(
    "devplans.settle_next_step",
    can_see
    & (is_specialist_there | works_for_hub | is_administrator | (is_step_owner & (is_advocate_there | is_head_there))),
    otherwise="Only the person who does a next step, the school’s Specialist or its hub can close, change or reopen it.",
)
register_permission(
    "devplans.read_words",
    reads_texts_there,
    otherwise="Notes about people are visible only to those working with the school, not to auditors.",
)
register_permission(
    "devplans.attach_files",
    can_see & runs_session,
    otherwise="Only the school’s Advocates, its Specialist or its hub can attach files.",
)
register_permission(
    "devplans.propose_dates",
    can_see & writes_plan,
    otherwise="Only the school or its Specialist can propose dates.",
)
register_permission(
    "devplans.answer_proposal",
    can_see & answers_proposal,
    otherwise="Only those whom the dates were proposed to can answer.",
)
register_permission(
    "devplans.withdraw_proposal",
    can_see & writes_plan & is_proposer,
    otherwise="Only the person who proposed dates can withdraw them.",
)
register_permission(
    "devplans.move_session",
    can_see & runs_session,
    otherwise="Only the school, its Specialist or its hub can move or cancel a planned session.",
)
register_permission(
    "devplans.offer_visit",
    is_self & is_working,
    otherwise="Only a Specialist at the school can offer a visit.",
)
register_permission(
    "devplans.take_place",
    can_see & (writes_plan | works_for_hub | is_administrator),
    otherwise="Only the school, its Specialist or its hub can book places.",
)
register_permission(
    "devplans.cancel_visit",
    can_see & (is_host | is_administrator),
    otherwise="Only the Specialist who offered a visit can cancel it.",
)
register_permission(
    "devplans.log_sessions",
    holds_any(EVERYONE - {Role.AUDITOR, Role.FINANCE}),
    otherwise="Only schools, Specialists and hubs can log sessions.",
)
register_permission(
    "devplans.propose_sessions",
    holds_any(SESSION_MEMBERS),
    otherwise="Only schools and Specialists can propose sessions.",
)
register_permission(
    "devplans.compare_schools",
    holds_any(IMPACT_READERS),
    otherwise="Only the schools’ hub and Specialist can see these reflections and evaluations.",
)
