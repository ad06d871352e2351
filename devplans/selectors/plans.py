"""Read plans for their pages, limited to what the user may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from schools.current_year import year_hub
from schools.models import School
from schools.terms import get_calendar
from sustaining.common.clock import today
from sustaining.common.gathering import set_prefetched
from sustaining.common.permissions import may
from sustaining.common.templatetags.sustaining import percent_of
from sustaining.common.years import AcademicYear

from ..choices import Colour, Horizon, NeedOf, StepState
from ..content import with_steps
from ..fields import AIM, STEP
from ..models import Aim, Judgement, Plan, PlanFile, PlanTemplate, Session, Step, StepOwner
from ..review_terms import TermKey, get_term, writable_terms
from .imports import last_import

if TYPE_CHECKING:
    from schools.viewer import Viewer
    from sustaining.accounts.models import User


def plan_context(plan: Plan) -> dict[str, Any]:
    """Return a plan's aims with steps, judgements and sessions, its versions, years and status."""
    aims = share_plan(plan, decorate_aims(plan.aims.in_plan().with_served()))
    review = review_now(plan, aims)
    versions = list(plan.versions.select_related("agreed_by").defer("content"))
    mark_due(aims if versions else [], review["term"])
    return {
        "aims": aims,
        "this_year": [aim for aim in aims if aim.horizon == Horizon.THIS_YEAR],
        "later": [(label, rows) for label, rows in by_horizon(aims)[1:] if rows],
        "aims_taken_off": list(plan.aims.filter(dropped_at__isnull=False, met_in__isnull=True).order_by("-dropped_at")),
        "versions": versions,
        "years": list(plan.years.defer("content")),
        "conflicts": plan.conflicting_edits.filter(settled_at=None).count(),
        "year_to_open": year_to_open(plan),
        **review,
        **get_evidence(plan),
        "brought_in": last_import(plan),
        "open": plan.is_open,
    }


def school_plan_rows(school: School | int, viewer: Viewer) -> dict[str, Any]:
    """Return querysets of the plan of a school, or of its key, and of its aims of this year, their steps and ratings."""
    plans = Plan.objects.readable_by(viewer).filter(school=school)
    aims = Aim.objects.filter(plan__in=plans.order_by().values("pk"), horizon=Horizon.THIS_YEAR).in_plan()
    keys = aims.order_by().values("pk")
    steps = Step.objects.filter(aim__in=keys, closed_in=None)
    return {
        "plans": plans[:1],
        "aims": aims,
        "steps": steps,
        "owners": StepOwner.objects.filter(step__in=steps.order_by().values("pk")).select_related("user"),
        "ratings": Judgement.objects.filter(aim__in=keys).select_related("review").order_by("review__begun_at", "pk"),
    }


def school_plan(school: School, rows: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Return a school's plan and its aims of this year, decorated, from the rows of `school_plan_rows`. No query.

    An aim `.has_fallen` when its latest rating is worse than the one before.
    """
    plan = next(iter(rows.get("plans", [])), None)
    if plan is not None:
        plan.school = school
    for step in rows.get("steps", []):
        set_prefetched(step, "owner_links", [link for link in rows.get("owners", []) if link.step_id == step.pk])
    aims = rows.get("aims", []) if plan else []
    for aim in aims:
        set_prefetched(aim, "steps", [step for step in rows.get("steps", []) if step.aim_id == aim.pk])
        set_prefetched(aim, "judgements", [mark for mark in rows.get("ratings", []) if mark.aim_id == aim.pk])
    aims = decorate(aims)
    order = Colour.values
    for aim in aims:
        aim.has_fallen = bool(aim.before) and order.index(aim.latest.colour) > order.index(aim.before.colour)
    return {"plan": plan, "aims": aims}


def what_an_aim_has(aim: Aim) -> dict[str, Any]:
    """Return how many steps an aim has, and how many sessions served it."""
    return {"steps": aim.steps.count(), "served": aim.sessions.happened().count()}


def decorate_aims(aims: Any) -> list[Any]:
    """Return aims with `.live_steps`, `.done`, `.share` (percent), `.marks` in order, `.latest` and `.before`. Four queries."""
    return decorate(list(with_steps(aims)))


def decorate(decorated: list[Any]) -> list[Any]:
    """Return what `decorate_aims` returns, of aims whose steps and judgements are prefetched. No query."""
    for aim in decorated:
        aim.live_steps = [step for step in aim.steps.all() if step.progress != StepState.DROPPED]
        aim.done = sum(1 for step in aim.live_steps if step.progress == StepState.DONE)
        aim.share = percent_of(aim.done, len(aim.live_steps))
        aim.marks = list(aim.judgements.all())
        aim.latest = aim.marks[-1] if aim.marks else None
        aim.before = aim.marks[-2] if len(aim.marks) > 1 else None
        aim.due_term = None
        aim.next_due = min(
            (step.due_on for step in aim.live_steps if step.due_on and step.progress != StepState.DONE), default=None
        )
    return decorated


def share_plan(plan: Plan, aims: list[Any]) -> list[Any]:
    """Return decorated aims of a plan, which then know it, as do the reviews of their ratings: each would be read again."""
    for aim in aims:
        aim.plan = plan
        for mark in aim.marks:
            mark.review.plan = plan
    return aims


def mark_due(aims: Iterable[Any], term: TermKey) -> None:
    """Set `.due_term` of aims: the term now under review, where an aim of this year has no rating in it yet."""
    for aim in aims:
        terms = {(mark.review.academic_year, mark.review.term) for mark in aim.marks}
        is_due = aim.horizon == Horizon.THIS_YEAR and tuple(term) not in terms
        aim.due_term = term if is_due else None


def by_horizon(aims: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Return the aims by horizon."""
    return [(str(horizon.label), [aim for aim in aims if aim.horizon == horizon]) for horizon in Horizon]


def get_evidence(plan: Plan) -> dict[str, Any]:
    """Return `evidence`: both kinds of need, each with its text and files. One query."""
    files = list(plan.files.filter(removed_at=None, judgement=None).select_related("added_by"))
    texts = {NeedOf.STUDENTS: plan.student_need, NeedOf.TEACHERS: plan.teacher_need}
    return {
        "evidence": [
            (need.value, str(need.label), texts[need], [file for file in files if file.need_of == need])
            for need in NeedOf
        ]
    }


def review_now(plan: Plan, aims: Iterable[Any]) -> dict[str, Any]:
    """Return the term under review and how many of the aims are judged in it."""
    calendar = get_calendar(year_hub(plan.school, AcademicYear.of(today()).start))
    term = writable_terms(calendar, today())[0]
    judged = sum(
        1
        for aim in aims
        if any((judgement.review.academic_year, judgement.review.term) == tuple(term) for judgement in aim.marks)
    )
    return {"term": term, "judged": judged, "review_ends": get_term(calendar, term).ends}


def year_to_open(plan: Plan) -> AcademicYear | None:
    """Return the academic year that the plan has not been opened for yet, or None."""
    year = AcademicYear.of(today())
    return year if plan.academic_year < year.start else None


def aim_context(aim: Aim, user: User) -> dict[str, Any]:
    """Return an aim with its evidence, sessions, judgements and comments."""
    (decorated_aim,) = share_plan(aim.plan, decorate_aims(Aim.objects.filter(pk=aim.pk).with_served()))
    marks = aim.judgements.select_related("review__plan__school", "judged_by").prefetch_related("sessions", "files")
    sessions = Session.objects.readable_by(user).happened().filter(aims=aim)
    return {
        "aim": decorated_aim,
        "marks": list(marks.order_by("-review__begun_at", "-pk")),
        "earlier": list(aim.steps.exclude(closed_in=None).order_by("closed_in", "position")),
        "reads": may(user, "devplans.read_words", aim),
        "sessions": list(sessions.select_related("specialist__user", "participation__project").order_by("-held_on")),
        "comments": list(aim.comments.select_related("by")),
        **get_evidence(aim.plan),
        "open": aim.plan.is_open,
    }


def step_initial(step: Step) -> dict[str, Any]:
    """Return the initial values of a step's form."""
    owners = [str(link.user_id) for link in step.owner_links.all()]
    return {**{plan_field.name: getattr(step, plan_field.name) for plan_field in STEP.columns}, "owners": owners}


def step_owners(step: Step) -> list[Any]:
    """Return the users who do the step, including those who have left."""
    return [link.user for link in step.owner_links.select_related("user")]


def own_school(user: User) -> School | None:
    """Return the school whose plan is the only one that the user sees, or None."""
    plans = list(Plan.objects.visible_to(user).select_related("school")[:2])
    return plans[0].school if len(plans) == 1 else None


def aim_choices_initial(aim: Aim) -> dict[str, Any]:
    """Return the initial values of the form of an aim's choices."""
    return {plan_field.name: getattr(aim, plan_field.name) for plan_field in AIM.chosen}


def aims_to_carry(plan: Plan) -> list[Any]:
    """Return the aims whose fate is decided when a new year opens."""
    return decorate_aims(plan.aims.in_plan().with_served())


def templates_for(user: User) -> list[PlanTemplate]:
    """Return the offered templates, with their aims and steps."""
    offered = PlanTemplate.objects.visible_to(user).filter(is_offered=True)
    return list(offered.prefetch_related("aims__steps"))


def is_shown(stored: PlanFile) -> bool:
    """Return whether a file is still on a page."""
    return stored.removed_at is None
