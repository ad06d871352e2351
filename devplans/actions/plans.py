"""Actions on plans.

Each edit locks the plan first, so that an agreement freezes one consistent version.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max

from schools.current_year import year_hub
from schools.people import get_advocates
from specialists.models import Assignment
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from ..choices import PlanState, StepState
from ..content import as_content
from ..fields import AIM, STEP
from ..models import PLAN_MOVES, Aim, Plan, PlanVersion, Step, StepOwner

OPEN_TO_EDITS = (PlanState.DRAFT, PlanState.SHARED, PlanState.REFINING)


class PlanNotReady(DomainError):
    """The plan lacks something that it needs before it can be shared or agreed."""


def open_for_edit(plan: Plan) -> Plan:
    """Return the plan, locked. Raise WrongState when it is agreed."""
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.state not in OPEN_TO_EDITS:
        raise WrongState("This plan has been agreed. Select Revise plan first. The agreed version is kept.")
    return locked


@action("devplans.edit_plan")
def add_aim(plan: Plan, *, by: User, now: datetime, **values: Any) -> Aim:
    """Add an aim at the end of the plan; `values` are the fields of `AIM`. Raise WrongState while the plan is agreed."""
    locked = open_for_edit(plan)
    last = locked.aims.aggregate(last=Max("position"))["last"] or 0
    return Aim.objects.create(plan=locked, position=last + 1, added_at=now, **AIM.new_values(values))


@action("devplans.edit_plan")
def drop_aim(aim: Aim, *, by: User, now: datetime) -> Aim:
    """Remove an aim from the plan; it is kept with all that it has, and `restore_aim` puts it back.

    Raise WrongState while the plan is agreed.
    """
    open_for_edit(aim.plan)
    aim.dropped_at = now
    aim.save(update_fields=["dropped_at"])
    return aim


@action("devplans.edit_plan")
def restore_aim(aim: Aim, *, by: User, now: datetime) -> Aim:
    """Put an aim back on the plan, where it was and with what it had: steps, sessions, comments, reviews.

    Raise WrongState while the plan is agreed, or when the aim was met in an earlier year.
    """
    open_for_edit(aim.plan)
    aim.refresh_from_db()
    if aim.met_in is not None:
        raise WrongState("This aim was met in an earlier year. Add a new aim instead.")
    aim.dropped_at = None
    aim.save(update_fields=["dropped_at"])
    return aim


@action("devplans.edit_plan")
def add_step(aim: Aim, *, owners: Sequence[User] = (), by: User, now: datetime, **values: Any) -> Step:
    """Add an action to an aim; `values` are the fields of `STEP`, `owners` the users who will do it.

    Raise WrongState while the plan is agreed.
    """
    open_for_edit(aim.plan)
    last = aim.steps.aggregate(last=Max("position"))["last"] or 0
    step = Step.objects.create(aim=aim, position=last + 1, **STEP.new_values(values))
    StepOwner.objects.bulk_create(StepOwner(step=step, user=owner) for owner in owners)
    return step


@action("devplans.edit_plan")
def edit_step(step: Step, *, owners: Sequence[User] = (), by: User, now: datetime, **values: Any) -> Step:
    """Change a step's choices, not its texts; `values` are the fields of `STEP.chosen`.

    While the plan is agreed only the progress may change, because work goes on. Raise WrongState for anything else.
    """
    columns = STEP.changed_values(values)
    links = {link.user_id: link for link in step.owner_links.all()}
    new_owners = {owner.pk: owner for owner in owners}
    changed = {STEP.by_name[name] for name, value in columns.items() if getattr(step, name) != value}
    if set(links) != set(new_owners) or any(not field.is_progress for field in changed):
        open_for_edit(step.aim.plan)
    for key in set(links) - set(new_owners):
        links[key].delete()
    StepOwner.objects.bulk_create(StepOwner(step=step, user=new_owners[key]) for key in new_owners if key not in links)
    for name, value in columns.items():
        setattr(step, name, value)
    step.save(update_fields=list(columns))
    return step


@action("devplans.edit_plan")
def set_progress(step: Step, *, progress: StepState, by: User, now: datetime) -> Step:
    """Set how far an action is, in one press, while the plan is agreed too. Raise WrongState for one of a past year."""
    step = Step.objects.select_for_update().get(pk=step.pk)
    if step.closed_in is not None:
        raise WrongState("This action belongs to a year that is over.")
    step.progress = progress
    step.save(update_fields=["progress"])
    return step


@action("devplans.share_plan")
def share_plan(plan: Plan, *, by: User, now: datetime) -> Plan:
    """Share the plan with the Specialist, who reads and agrees it. Raise PlanNotReady without an aim, WrongState."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    _require_aims(plan)
    PLAN_MOVES.make(plan, "share", state_since=now)
    for person in get_specialists(plan, now):
        queue_email(
            f"{_shared_occasion(plan, now)}user={person.pk}",
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


def _shared_occasion(plan: Plan, at: datetime) -> str:
    return f"plan-shared:{plan.pk}:{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}:"


@action("devplans.agree_plan")
def agree_plan(plan: Plan, *, by: User, now: datetime) -> PlanVersion:
    """Agree the plan: freeze a version and email the Advocates. Raise PlanNotReady, WrongState."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    _require_aims(plan)
    PLAN_MOVES.make(plan, "agree", state_since=now)
    last = plan.versions.aggregate(last=Max("number"))["last"] or 0
    version = PlanVersion.objects.create(
        plan=plan, number=last + 1, content=as_content(plan), agreed_by=by, agreed_at=now
    )
    for advocate in get_advocates(plan.school, london_day(now)):
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
def refine_plan(plan: Plan, *, by: User, now: datetime) -> Plan:
    """Reopen an agreed plan for changes; the agreed version stays readable. Raise WrongState."""
    PLAN_MOVES.make(plan, "refine", state_since=now)
    return plan


def _require_aims(plan: Plan) -> None:
    """Raise PlanNotReady without an aim, or with one that was brought in and lacks a text."""
    aims = list(plan.aims.in_plan())
    if not aims:
        raise PlanNotReady("Add an aim before you share or agree the plan.")
    for aim in aims:
        if missing := AIM.missing(aim):
            names = " and ".join(f"“{plan_field.label}”" for plan_field in missing)
            raise PlanNotReady(f"Complete {names} for the aim “{aim}” before you share or agree the plan.")


def get_specialists(plan: Plan, now: datetime) -> list[Any]:
    """Return the people who support the plan's school as its Specialists now."""
    assigned = Assignment.objects.current(london_day(now)).filter(participation__school=plan.school)
    return list({assignment.specialist.user for assignment in assigned.select_related("specialist__user")})


def _reply_to(plan: Plan) -> str:
    hub = year_hub(plan.school, plan.academic_year)
    return hub.contact_email if hub else ""
