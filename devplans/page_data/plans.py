"""What the pages of plans show, read through what is visible."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q

from schools.models import School

from ..choices import PlanState, StepState
from ..models import Aim, Plan, Step
from ..querysets import HAPPENED

PLAN_WORDS = {
    PlanState.DRAFT: ("Draft", "", "The school writes and shares it."),
    PlanState.SHARED: ("Shared", "wait", "Waiting for the Specialist."),
    PlanState.AGREED: ("Agreed", "go", ""),
    PlanState.REFINING: ("Refining", "wait", "Being changed."),
}


def of_plan(plan: Plan) -> dict[str, Any]:
    """Aims with their steps and how many sessions served each, versions, and the words of the state. Four queries."""
    served = Count("sessions", filter=Q(sessions__state__in=HAPPENED), distinct=True)
    aims = plan.aims.filter(dropped_at__isnull=True).annotate(served=served)
    found = list(aims.prefetch_related(Prefetch("steps", Step.objects.order_by("position", "pk"))))
    steps = [step for aim in found for step in aim.steps.all() if step.progress != StepState.DROPPED]
    words, tone, following = PLAN_WORDS[PlanState(plan.state)]
    return {
        "aims": found,
        "versions": list(plan.versions.select_related("agreed_by").defer("content")),
        "steps_done": sum(1 for step in steps if step.progress == StepState.DONE),
        "steps": len(steps),
        "words": words,
        "tone": tone,
        "next": following,
        "open": plan.state != PlanState.AGREED,
    }


def in_words(plans: Any) -> list[Plan]:
    """Plans with `.words`, `.tone`, `.next`."""
    found = list(plans)
    for plan in found:
        plan.words, plan.tone, plan.next = PLAN_WORDS[PlanState(plan.state)]
    return found


def own_school(user: Any) -> School | None:
    """The school whose plan this person goes to straight: theirs, when they see one alone."""
    plans = list(Plan.objects.visible_to(user).select_related("school")[:2])
    return plans[0].school if len(plans) == 1 else None


def aim_initial(aim: Aim) -> dict[str, Any]:
    """What an aim's form starts with."""
    names = ("title", "need_of", "need", "big_ideas", "horizon", "success_criteria")
    return {name: getattr(aim, name) for name in names}
