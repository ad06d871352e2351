"""Rules on plans and sessions: who may do what. PLAN_MOVES and SESSION_MOVES decide when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.models import School
from schools.roles import EVERYONE, IMPACT_READERS, PLAN_TEXT_READERS, SESSION_MEMBERS, Role
from schools.rules import is_advocate_there, is_head_there, leads_hub, works_for_hub
from schools.scope import can_see
from schools.viewer import holds_any
from specialists.models import Assignment
from specialists.rules import is_self, is_specialist_there, is_working
from sustaining.accounts.persons import is_same_person
from sustaining.common.clock import today
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@rules.predicate
def is_comment_author(user: User, comment: Any) -> bool:
    """Return whether the user wrote the comment."""
    return comment is not None and is_same_person(user, comment.by_id)


writes_plan = is_advocate_there | is_head_there | is_specialist_there
runs_session = is_advocate_there | is_head_there | is_specialist_there | works_for_hub | is_administrator


@rules.predicate
def can_read_texts(user: User, row: Any) -> bool:
    """Return whether the user sees the school in any role other than auditor."""
    return row is not None and School.objects.reached_by(user, PLAN_TEXT_READERS).filter(pk=row.school.pk).exists()


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
    otherwise="A plan is written by the school’s Advocates, its head of department and its Specialist.",
)
register_permission(
    "devplans.comment",
    can_see & (writes_plan | works_for_hub | is_administrator),
    otherwise="Comments are for those who write the plan, and for the hub.",
)
register_permission(
    "devplans.withdraw_comment",
    can_see & (writes_plan | works_for_hub | is_administrator) & is_comment_author,
    otherwise="Only the person who wrote a comment can take it back.",
)
register_permission(
    "devplans.review_plan",
    can_see & writes_plan,
    otherwise="A plan is reviewed by the school’s Advocates, its head of department and its Specialist.",
)
register_permission(
    "devplans.write_impact",
    can_see & (is_advocate_there | is_head_there),
    otherwise="What changed is written by the school: its Advocates and its head of department.",
)
register_permission(
    "devplans.share_plan",
    can_see & (is_advocate_there | is_head_there),
    otherwise="Only the school shares its plan: ask its Advocates.",
)
register_permission(
    "devplans.agree_plan",
    can_see & (is_specialist_there | leads_hub | is_administrator),
    otherwise="A plan is agreed by the school’s Specialist, or by its hub lead.",
)
register_permission(
    "devplans.refine_plan",
    can_see & (writes_plan | leads_hub),
    otherwise="A plan is opened again by the school, its Specialist or its hub lead.",
)
register_permission(
    "devplans.log_session",
    can_see & runs_session,
    otherwise="A session is logged by the school’s Advocates, its Specialist or its hub. Past support can be read only.",
)
register_permission(
    "devplans.confirm_session",
    can_see & (is_specialist_there | (leads_hub & ~is_supported)),
    otherwise="A session is confirmed by the school’s Specialist, or by its hub lead while it has none.",
)
register_permission(
    "devplans.correct_session",
    can_see & runs_session,
    otherwise="A session is changed by the school’s Advocates, its Specialist or its hub. Past support can be read only.",
)
register_permission(
    "devplans.reopen_session",
    can_see & runs_session,
    otherwise="A confirmed session is reopened by the school’s Advocates, its Specialist or its hub.",
)
register_permission(
    "devplans.restore_session",
    can_see & runs_session,
    otherwise="A cancelled session is planned again by the school’s Advocates, its Specialist or its hub.",
)
register_permission(
    "devplans.read_words",
    can_read_texts,
    otherwise="What was written about people is read by those who work together, and not by auditors.",
)
register_permission(
    "devplans.attach_files",
    can_see & runs_session,
    otherwise="Files are attached by the school’s Advocates, its Specialist or its hub.",
)
register_permission(
    "devplans.propose_dates",
    can_see & writes_plan,
    otherwise="Dates are proposed by the school or its Specialist.",
)
register_permission(
    "devplans.answer_proposal",
    can_see & answers_proposal,
    otherwise="Proposed dates are answered by the other side: the Specialist’s by the school, the school’s by the Specialist.",
)
register_permission(
    "devplans.withdraw_proposal",
    can_see & writes_plan & is_proposer,
    otherwise="Proposed dates are withdrawn by who proposed them.",
)
register_permission(
    "devplans.move_session",
    can_see & runs_session,
    otherwise="A planned session is moved or cancelled by the school, its Specialist or its hub.",
)
register_permission(
    "devplans.offer_visit",
    is_self & is_working,
    otherwise="A visit is offered by the Specialist whose school it is.",
)
register_permission(
    "devplans.take_place",
    can_see & (writes_plan | works_for_hub | is_administrator),
    otherwise="A place is taken by the school, its Specialist or its hub.",
)
register_permission(
    "devplans.cancel_visit",
    can_see & (is_host | is_administrator),
    otherwise="A visit is called off by the Specialist whose school it is.",
)
register_permission(
    "devplans.log_sessions",
    holds_any(EVERYONE - {Role.AUDITOR, Role.FINANCE}),
    otherwise="Sessions are logged by schools, Specialists and hubs.",
)
register_permission(
    "devplans.propose_sessions",
    holds_any(SESSION_MEMBERS),
    otherwise="Sessions are proposed by schools and Specialists.",
)
register_permission(
    "devplans.compare_schools",
    holds_any(IMPACT_READERS),
    otherwise="What schools say side by side is for their hub and their Specialist.",
)
