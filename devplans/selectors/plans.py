"""What the pages of plans show, read through what is visible."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from schools.models import School
from sustaining.common.clock import today
from sustaining.common.permissions import may
from sustaining.common.templatetags.sustaining import percent_of
from sustaining.common.years import AcademicYear

from ..calendar import reviewed_now
from ..choices import Horizon, NeedOf, PlanState, StepState
from ..content import with_steps
from ..fields import AIM, STEP
from ..models import Aim, Plan, PlanFile, PlanTemplate, Session, Step

PLAN_WORDS = {
    PlanState.DRAFT: ("Draft", "", "The school writes and shares it."),
    PlanState.SHARED: ("Shared", "wait", "Waiting for the Specialist."),
    PlanState.AGREED: ("Agreed", "go", ""),
    PlanState.REFINING: ("Refining", "wait", "Being changed."),
}


def of_plan(plan: Plan) -> dict[str, Any]:
    """The picture, aims with steps, marks and what served them, versions, years, and the words of the state."""
    aims = described(plan.aims.standing().with_served())
    steps = [step for aim in aims for step in aim.live_steps]
    return {
        "aims": aims,
        "picture": picture(aims),
        "versions": list(plan.versions.select_related("agreed_by").defer("content")),
        "years": list(plan.years.defer("content")),
        "steps_done": sum(1 for step in steps if step.progress == StepState.DONE),
        "steps": len(steps),
        "served": sum(1 for aim in aims if aim.served),
        "asides": plan.asides.filter(settled_at=None).count(),
        "year_to_open": year_to_open(plan),
        **review_now(plan, aims),
        **evidence_of(plan),
        **state_words(plan),
    }


def state_words(plan: Plan) -> dict[str, Any]:
    """`words`, `tone` and `next` of a plan's state; `open`, whether it may be written in."""
    words, tone, following = PLAN_WORDS[PlanState(plan.state)]
    return {"words": words, "tone": tone, "next": following, "open": plan.state != PlanState.AGREED}


def described(aims: Any) -> list[Any]:
    """Aims with `.live_steps`, `.done` of them, `.marks` in order and `.latest` of those. Four queries for all."""
    found: list[Any] = list(with_steps(aims))
    for aim in found:
        aim.live_steps = [step for step in aim.steps.all() if step.progress != StepState.DROPPED]
        aim.done = sum(1 for step in aim.live_steps if step.progress == StepState.DONE)
        aim.share = percent_of(aim.done, len(aim.live_steps))
        aim.marks = list(aim.judgements.all())
        aim.latest = aim.marks[-1] if aim.marks else None
    return found


def picture(aims: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """The aims by horizon."""
    return [(str(horizon.label), [aim for aim in aims if aim.horizon == horizon]) for horizon in Horizon]


def evidence_of(plan: Plan) -> dict[str, Any]:
    """Both kinds of need, each with its text and files: `evidence`. One query."""
    files = list(plan.files.filter(removed_at=None, judgement=None).select_related("added_by"))
    texts = {NeedOf.STUDENTS: plan.student_need, NeedOf.TEACHERS: plan.teacher_need}
    return {
        "evidence": [
            (need.value, str(need.label), texts[need], [file for file in files if file.need_of == need])
            for need in NeedOf
        ]
    }


def review_now(plan: Plan, aims: Iterable[Any]) -> dict[str, Any]:
    """The term that is under review: its key, and how many of the aims are judged."""
    term = reviewed_now(plan.school.hub, today())[0]
    judged = sum(
        1 for aim in aims if any((one.review.academic_year, one.review.term) == tuple(term) for one in aim.marks)
    )
    return {"term": term, "judged": judged}


def year_to_open(plan: Plan) -> AcademicYear | None:
    """The academic year that the plan has still to be opened for, or None."""
    year = AcademicYear.of(today())
    return year if plan.academic_year < year.start else None


def of_aim(aim: Aim, user: Any) -> dict[str, Any]:
    """An aim with everything that served it: evidence → aim → outcome, in the order of time."""
    (found,) = described(Aim.objects.filter(pk=aim.pk).with_served())
    marks = aim.judgements.select_related("review__plan__school", "judged_by").prefetch_related("sessions", "files")
    sessions = Session.objects.visible_to(user).happened().filter(aims=aim)
    return {
        "aim": found,
        "marks": list(marks.order_by("-review__begun_at", "-pk")),
        "earlier": list(aim.steps.exclude(closed_in=None).order_by("closed_in", "position")),
        "reads": may(user, "devplans.read_words", aim),
        "sessions": list(sessions.select_related("specialist__user", "participation__project").order_by("-held_on")),
        "comments": list(aim.comments.select_related("by")),
        **evidence_of(aim.plan),
        **state_words(aim.plan),
    }


def step_initial(step: Step) -> dict[str, Any]:
    """What a step's form starts with."""
    owners = [str(link.user_id) for link in step.owner_links.all()]
    return {**{one.name: getattr(step, one.name) for one in STEP.columns}, "owners": owners}


def owners_of(step: Step) -> list[Any]:
    """The accounts of those who do it, also of those who have left."""
    return [link.user for link in step.owner_links.select_related("user")]


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


def choices_of(aim: Aim) -> dict[str, Any]:
    """What the form of an aim's choices starts with."""
    return {one.name: getattr(aim, one.name) for one in AIM.chosen}


def aims_to_carry(plan: Plan) -> list[Any]:
    """The aims that a new year asks about."""
    return described(plan.aims.standing().with_served())


def templates_for(user: Any) -> list[PlanTemplate]:
    """The templates that are offered, with their aims and steps."""
    offered = PlanTemplate.objects.visible_to(user).filter(is_offered=True)
    return list(offered.prefetch_related("aims__steps"))


def is_shown(stored: PlanFile) -> bool:
    """Whether a file still stands on a page."""
    return stored.removed_at is None
