"""Start a plan from a template, by copying it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max

from sustaining.common.errors import DomainError
from sustaining.common.permissions import action

from ..fields import AIM, STEP
from ..models import Aim, Plan, PlanTemplate, Step, TemplateAim
from .plans import open_for_edit

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class NotOffered(DomainError):
    """The template is no longer offered."""


@action("devplans.edit_plan")
def start_from_template(plan: Plan, *, template: PlanTemplate, by: User, now: datetime) -> list[Aim]:
    """Copy a template's aims and steps to the end of the plan, and return the new aims.

    The vision is copied only where the plan has none. Raise NotOffered, or WrongState while the plan is agreed.
    """
    locked = open_for_edit(plan)
    if not PlanTemplate.objects.filter(pk=template.pk, is_offered=True).exists():
        raise NotOffered("This template is no longer available. Choose another one.")
    if template.vision and not locked.vision:
        locked.vision = template.vision
        locked.save(update_fields=["vision"])
    last = locked.aims.aggregate(last=Max("position"))["last"] or 0
    return [_copy(aim, locked, last + number, now) for number, aim in enumerate(template.aims.all(), start=1)]


def _copy(template: TemplateAim, plan: Plan, position: int, now: datetime) -> Aim:
    aim = Aim.objects.create(plan=plan, position=position, added_at=now, **AIM.copied(template))
    Step.objects.bulk_create(
        Step(aim=aim, position=number, **STEP.copied(step)) for number, step in enumerate(template.steps.all(), start=1)
    )
    return aim
