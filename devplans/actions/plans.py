"""Every write about plans that means something.

Each edit locks the plan first, so that an agreement freezes one consistent picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from schools.enrolment import on_enrolment
from schools.models import Participation, School
from schools.people import advocates_of
from schools.succession import CannotFollow, follows
from specialists.models import Assignment
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permits import action
from sustaining.outbox.actions import queue_email

from ..choices import PlanState
from ..models import PLAN_MOVES, Aim, Plan, PlanVersion, Step

OPEN_TO_EDITS = (PlanState.DRAFT, PlanState.SHARED, PlanState.REFINING)


class PlanNotReady(DomainError):
    """The plan lacks what sharing or agreeing it would need."""


@on_enrolment
def start_plan(participation: Participation, *, by: Any, now: datetime) -> Plan:
    """A school's first enrolment opens its plan; later ones find it there. Called inside an action's transaction."""
    plan, _ = Plan.objects.get_or_create(school=participation.school, defaults={"state_since": now})
    return plan


@follows
def plan_follows(school: School, successor: School) -> None:
    """The plan goes on at the successor. Raises CannotFollow when that school has written one of its own."""
    plans = Plan.objects.filter(school=school)
    if plans.exists() and Plan.objects.filter(school=successor).exists():
        raise CannotFollow(f"{successor} has a development plan of its own already.")
    plans.update(school=successor)


def _open_for_edit(plan: Plan) -> Plan:
    """The plan, locked. Raises WrongState when it is agreed."""
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.state not in OPEN_TO_EDITS:
        raise WrongState("This plan is agreed. Open it for refining first: the agreed version stays as it is.")
    return locked


@action("devplans.edit_plan")
def edit_vision(plan: Plan, *, vision: str, by: Any, now: datetime) -> Plan:
    """Write the department's vision. Raises WrongState while the plan is agreed."""
    locked = _open_for_edit(plan)
    locked.vision = vision
    locked.save(update_fields=["vision"])
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
    by: Any,
    now: datetime,
) -> Aim:
    """Add an aim at the end of the plan. Raises WrongState while the plan is agreed."""
    locked = _open_for_edit(plan)
    last = locked.aims.aggregate(last=Max("position"))["last"] or 0
    return Aim.objects.create(
        plan=locked,
        title=title,
        need_of=need_of,
        need=need,
        big_ideas=list(big_ideas),
        horizon=horizon,
        success_criteria=success_criteria,
        position=last + 1,
    )


@action("devplans.edit_plan")
def edit_aim(
    aim: Aim,
    *,
    title: str,
    need_of: str,
    need: str,
    big_ideas: Sequence[str],
    horizon: str,
    success_criteria: str,
    by: Any,
    now: datetime,
) -> Aim:
    """Rewrite an aim. Raises WrongState while the plan is agreed."""
    _open_for_edit(aim.plan)
    aim.title, aim.need_of, aim.need = title, need_of, need
    aim.big_ideas, aim.horizon, aim.success_criteria = list(big_ideas), horizon, success_criteria
    aim.save()
    return aim


@action("devplans.edit_plan")
def drop_aim(aim: Aim, *, by: Any, now: datetime) -> Aim:
    """Take an aim off the plan. It is kept, with what served it. Raises WrongState while the plan is agreed."""
    _open_for_edit(aim.plan)
    aim.dropped_at = now
    aim.save(update_fields=["dropped_at"])
    return aim


@action("devplans.edit_plan")
def add_step(aim: Aim, *, what: str, who: str = "", due_on: date | None = None, by: Any, now: datetime) -> Step:
    """Add a step to an aim. Raises WrongState while the plan is agreed."""
    _open_for_edit(aim.plan)
    last = aim.steps.aggregate(last=Max("position"))["last"] or 0
    return Step.objects.create(aim=aim, what=what, who=who, due_on=due_on, position=last + 1)


@action("devplans.edit_plan")
def edit_step(step: Step, *, what: str, who: str, due_on: date | None, progress: str, by: Any, now: datetime) -> Step:
    """Rewrite a step. While the plan is agreed only its progress may change: work goes on. Raises WrongState."""
    if (what, who, due_on) != (step.what, step.who, step.due_on):
        _open_for_edit(step.aim.plan)
    step.what, step.who, step.due_on = what, who, due_on
    step.progress = progress
    step.save()
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
            template="plan_shared",
            now=now,
            about=plan.school,
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
            template="plan_agreed",
            now=now,
            about=plan.school,
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
    if not plan.aims.filter(dropped_at__isnull=True).exists():
        raise PlanNotReady("A plan without an aim cannot be shared or agreed. Add an aim first.")


def as_content(plan: Plan) -> dict[str, Any]:
    """The plan as plain data: the vision, and its aims with their steps, in order."""
    aims = plan.aims.filter(dropped_at__isnull=True).prefetch_related("steps")
    return {
        "vision": plan.vision,
        "aims": [
            {
                "aim": aim.pk,
                "title": aim.title,
                "need_of": aim.get_need_of_display(),
                "need": aim.need,
                "big_ideas": aim.big_idea_names(),
                "horizon": aim.get_horizon_display(),
                "success_criteria": aim.success_criteria,
                "steps": [
                    {"what": s.what, "who": s.who, "due_on": s.due_on, "progress": s.get_progress_display()}
                    for s in aim.steps.all()
                ],
            }
            for aim in aims
        ],
    }


def _specialists_of(plan: Plan, now: datetime) -> list[Any]:
    assigned = Assignment.objects.current(london_day(now)).filter(participation__school=plan.school)
    return list({found.specialist.user for found in assigned.select_related("specialist__user")})


def _reply_to(plan: Plan) -> str:
    return plan.school.hub.contact_email if plan.school.hub else ""
