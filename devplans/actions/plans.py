"""Every write about plans that means something.

Each edit locks the plan first, so that an agreement freezes one consistent picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from schools.people import advocates_of
from specialists.models import Assignment
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from ..choices import PlanState
from ..content import as_content
from ..models import PLAN_MOVES, Aim, Plan, PlanVersion, Step, StepOwner

OPEN_TO_EDITS = (PlanState.DRAFT, PlanState.SHARED, PlanState.REFINING)


class PlanNotReady(DomainError):
    """The plan lacks what sharing or agreeing it would need."""


def open_for_edit(plan: Plan) -> Plan:
    """The plan, locked. Raises WrongState when it is agreed."""
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.state not in OPEN_TO_EDITS:
        raise WrongState("This plan is agreed. Open it for refining first: the agreed version stays as it is.")
    return locked


@action("devplans.edit_plan")
def add_aim(
    plan: Plan,
    *,
    title: str,
    need_of: str,
    need: str,
    big_ideas: Sequence[str],
    horizon: str,
    success_criteria: str,
    outcome_group: str = "",
    by: Any,
    now: datetime,
) -> Aim:
    """Add an aim at the end of the plan. Raises WrongState while the plan is agreed."""
    locked = open_for_edit(plan)
    last = locked.aims.aggregate(last=Max("position"))["last"] or 0
    return Aim.objects.create(
        plan=locked,
        title=title,
        need_of=need_of,
        need=need,
        big_ideas=list(big_ideas),
        outcome_group=outcome_group,
        horizon=horizon,
        success_criteria=success_criteria,
        position=last + 1,
    )


@action("devplans.edit_plan")
def drop_aim(aim: Aim, *, by: Any, now: datetime) -> Aim:
    """Take an aim off the plan. It is kept, with what served it. Raises WrongState while the plan is agreed."""
    open_for_edit(aim.plan)
    aim.dropped_at = now
    aim.save(update_fields=["dropped_at"])
    return aim


@action("devplans.edit_plan")
def add_step(
    aim: Aim,
    *,
    what: str,
    who: str = "",
    needs: str = "",
    due_on: date | None = None,
    owners: Sequence[Any] = (),
    by: Any,
    now: datetime,
) -> Step:
    """Add a step to an aim. `owners` are accounts of those who do it. Raises WrongState while the plan is agreed."""
    open_for_edit(aim.plan)
    last = aim.steps.aggregate(last=Max("position"))["last"] or 0
    step = Step.objects.create(aim=aim, what=what, who=who, needs=needs, due_on=due_on, position=last + 1)
    StepOwner.objects.bulk_create(StepOwner(step=step, user=owner) for owner in owners)
    return step


@action("devplans.edit_plan")
def edit_step(
    step: Step, *, progress: str, due_on: date | None, owners: Sequence[Any] = (), by: Any, now: datetime
) -> Step:
    """Say where a step stands, by when it is done and by whom. While the plan is agreed only where it stands may change:
    work goes on. Raises WrongState.
    """
    had = {link.user_id: link for link in step.owner_links.all()}
    wanted = {owner.pk: owner for owner in owners}
    if due_on != step.due_on or set(had) != set(wanted):
        open_for_edit(step.aim.plan)
    for gone in set(had) - set(wanted):
        had[gone].delete()
    StepOwner.objects.bulk_create(StepOwner(step=step, user=wanted[key]) for key in wanted if key not in had)
    step.due_on, step.progress = due_on, progress
    step.save(update_fields=["due_on", "progress"])
    return step


@action("devplans.share_plan")
def share_plan(plan: Plan, *, by: Any, now: datetime) -> Plan:
    """Hand the plan to the Specialist to read and agree. Raises PlanNotReady without an aim, WrongState."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    _require_aims(plan)
    PLAN_MOVES.make(plan, "share", state_since=now)
    for person in _specialists_of(plan, now):
        queue_email(
            f"plan-shared:{plan.pk}:{now:%Y-%m-%dT%H:%M:%S.%f}:user={person.pk}",
            to=person,
            kind="plan_shared",
            now=now,
            about=plan.school,
            facts={"plan": plan.pk},
            reply_to=_reply_to(plan),
            plan=plan,
            sharer=by.full_name,
        )
    return plan


@action("devplans.agree_plan")
def agree_plan(plan: Plan, *, by: Any, now: datetime) -> PlanVersion:
    """Agree the plan: freezes a version and tells the Advocates. Raises PlanNotReady, WrongState."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    _require_aims(plan)
    PLAN_MOVES.make(plan, "agree", state_since=now)
    last = plan.versions.aggregate(last=Max("number"))["last"] or 0
    version = PlanVersion.objects.create(
        plan=plan, number=last + 1, content=as_content(plan), agreed_by=by, agreed_at=now
    )
    for advocate in advocates_of(plan.school, london_day(now)):
        queue_email(
            f"plan-agreed:{plan.pk}:{version.number}:user={advocate.user_id}",
            to=advocate.user,
            kind="plan_agreed",
            now=now,
            about=plan.school,
            facts={"plan": plan.pk},
            reply_to=_reply_to(plan),
            plan=plan,
            version=version,
        )
    return version


@action("devplans.refine_plan")
def refine_plan(plan: Plan, *, by: Any, now: datetime) -> Plan:
    """Open an agreed plan for changes; the agreed version stays readable. Raises WrongState."""
    PLAN_MOVES.make(plan, "refine", state_since=now)
    return plan


def _require_aims(plan: Plan) -> None:
    if not plan.aims.standing().exists():
        raise PlanNotReady("A plan without an aim cannot be shared or agreed. Add an aim first.")


def _specialists_of(plan: Plan, now: datetime) -> list[Any]:
    assigned = Assignment.objects.current(london_day(now)).filter(participation__school=plan.school)
    return list({found.specialist.user for found in assigned.select_related("specialist__user")})


def _reply_to(plan: Plan) -> str:
    return plan.school.hub.contact_email if plan.school.hub else ""
