"""A plan as plain data: what a version or a year that ended freezes, and what documents and comparisons are made of."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from .models import Aim, Judgement, Plan, Step, StepOwner


def as_content(plan: Plan) -> dict[str, Any]:
    """Vision, evidence of need, and the aims that stand with their steps and marks, in order. Four queries."""
    return {
        "vision": plan.vision,
        "student_need": plan.student_need,
        "teacher_need": plan.teacher_need,
        "aims": [_aim(aim) for aim in with_steps(plan.aims.standing())],
    }


def with_steps(aims: Any) -> Any:
    """Aims with this year's steps and their people, and every judgement; three queries more."""
    owners = Prefetch("owner_links", StepOwner.objects.select_related("user"))
    steps = Step.objects.filter(closed_in=None).prefetch_related(owners)
    marks = Judgement.objects.select_related("review").order_by("review__begun_at", "pk")
    return aims.prefetch_related(Prefetch("steps", steps), Prefetch("judgements", marks))


def _aim(aim: Aim) -> dict[str, Any]:
    return {
        "aim": aim.pk,
        "title": aim.title,
        "need_of": aim.get_need_of_display(),
        "need": aim.need,
        "big_ideas": aim.big_idea_names(),
        "outcome_group": aim.get_outcome_group_display(),
        "horizon": aim.get_horizon_display(),
        "success_criteria": aim.success_criteria,
        "steps": [
            {
                "step": step.pk,
                "what": step.what,
                "who": step.people,
                "needs": step.needs,
                "due_on": step.due_on,
                "progress": step.get_progress_display(),
            }
            for step in aim.steps.all()
        ],
        "marks": [
            {"term": str(one.review), "colour": one.get_colour_display(), "seen": one.seen, "next": one.following}
            for one in aim.judgements.all()
        ],
    }
