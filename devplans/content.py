"""Plans as plain data, for frozen versions and years, documents and comparisons."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from .fields import AIM, JUDGEMENT, PLAN, STEP
from .models import Aim, Judgement, Plan, Step, StepOwner


def as_content(plan: Plan) -> dict[str, Any]:
    """Return the plan's texts and current aims, with their steps and judgements, in order. Four queries."""
    return {**PLAN.frozen(plan), "aims": [aim_content(aim) for aim in with_steps(plan.aims.in_plan())]}


def with_steps(aims: Any) -> Any:
    """Prefetch the aims' steps of this year, with their people, and every judgement. Three extra queries."""
    owners = Prefetch("owner_links", StepOwner.objects.select_related("user"))
    steps = Step.objects.filter(closed_in=None).prefetch_related(owners)
    marks = Judgement.objects.select_related("review").order_by("review__begun_at", "pk")
    return aims.prefetch_related(Prefetch("steps", steps), Prefetch("judgements", marks))


def aim_content(aim: Aim) -> dict[str, Any]:
    """Return an aim as plain data, with the steps and judgements that `with_steps` prefetched."""
    return {
        "aim": aim.pk,
        **AIM.frozen(aim),
        "steps": [{"step": step.pk, **STEP.frozen(step)} for step in aim.steps.all()],
        "marks": [{"term": str(judgement.review), **JUDGEMENT.frozen(judgement)} for judgement in aim.judgements.all()],
    }
