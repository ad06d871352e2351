"""To-dos and coming dates of plans, and the app's navigation entries. Those of sessions are in `session_todos.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from schools.models import TermDates
from schools.roles import IMPACT_READERS, PLAN_READERS, SCHOOL_STAFF, SCHOOL_SUPPORT, SESSION_MEMBERS, Role
from schools.terms import TermCalendar, group_calendars
from schools.viewer import Viewer, shown_to
from sustaining.common.clock import london_day, start_of_day
from sustaining.common.navigation import nav_item
from sustaining.common.todo import Coming, DeskContext, Todo, coming_up, todo
from sustaining.common.waiting import only
from sustaining.common.years import AcademicYear

from .choices import PlanState
from .models import Plan
from .overdue import Overdue, hubs_with_terms
from .own_plans import OwnPlans, own_plan_rows
from .reminders import unreflected, unreviewed
from .review_terms import (
    REMINDED_BEFORE,
    TermKey,
    evaluation_due,
    evaluation_opens,
    get_term,
    term_key,
    writable_terms,
)

READS = shown_to(PLAN_READERS)
HOLDS = shown_to(SESSION_MEMBERS)
nav_item(5, "Log a session", "devplans:log", HOLDS, icon="plus-lg", tab=HOLDS, short_label="Log", is_act=True)
nav_item(30, "Plans", "devplans:plans", READS, icon="clipboard-check", tab=shown_to(SCHOOL_STAFF))
nav_item(40, "Sessions", "devplans:sessions", READS, icon="journal-text")
nav_item(72, "Impact", "devplans:impact", shown_to(IMPACT_READERS), icon="graph-up", parent="reports:report")


def _shared_plans(viewer: Viewer) -> QuerySet[Plan]:
    shared = Plan.objects.visible_to(viewer).filter(state=PlanState.SHARED).not_resting()
    return shared.supported_by(viewer, viewer.day).select_related("school").order_by("state_since")[:50]


@todo("plans to agree", {Role.SPECIALIST}, rows=only(_shared_plans))
def to_agree(desk: DeskContext, plans: list[Plan]) -> Iterator[Todo]:
    """Yield shared plans of the schools that this Specialist supports now."""
    for plan in plans:
        yield Todo(
            title=f"{plan.school} has shared its plan",
            detail="Read it, discuss it with the school, and agree it.",
            act="Read the development plan",
            url=plan.get_absolute_url(),
            since=plan.state_since,
            schools=(plan.school_id,),
        )


def _drafts(viewer: Viewer) -> QuerySet[Plan]:
    drafts = Plan.objects.visible_to(viewer).filter(state=PlanState.DRAFT).not_resting()
    return drafts.select_related("school").order_by("state_since")[:5]


@todo("plans to write", SCHOOL_STAFF, rows=only(_drafts))
def to_write(desk: DeskContext, plans: list[Plan]) -> Iterator[Todo]:
    """Yield plans that the school has not shared yet, for those who write them."""
    for plan in plans:
        yield Todo(
            title="Your development plan is a draft",
            detail=f"{plan.school} · add aims and actions, then share it with your Specialist.",
            act="Edit plan",
            url=reverse("devplans:plan", args=[plan.school.urn]),
            since=plan.state_since,
        )


@todo("reviews and reflections of the term", SCHOOL_STAFF, rows=own_plan_rows)
def to_review(desk: DeskContext, *rows: list[Any]) -> Iterator[Todo]:
    """Yield missing judgements and reflections, from two weeks before the term's end.

    Those of a summer term that is over stay, also after 1 September, until they are written, the term is closed to
    writing, or the hub closes the year.
    """
    day, plans = desk.viewer.day, OwnPlans(desk.viewer, *rows)
    year = AcademicYear.of(day)
    yield from _reviews_to_write(plans.due(desk.viewer))
    for summer_of in (AcademicYear(year.start - 1), year):
        terms = [(plan, calendar, calendar.terms(summer_of)[-1]) for plan, calendar in plans.list_active(summer_of)]
        yield from _reviews_to_write(
            [
                (plan, calendar, term_key(term))
                for plan, calendar, term in terms
                if term.ends < day and term_key(term) in writable_terms(calendar, day)
            ]
        )


def _reviews_to_write(due: list[tuple[Plan, TermCalendar, TermKey]]) -> Iterator[Todo]:
    terms, plans = {plan.pk: key for plan, _, key in due}, [plan for plan, _, _ in due]
    if not plans:
        return
    reviews, reflections = unreviewed(plans, terms), unreflected(plans, terms)
    for plan, calendar, key in due:
        ends = get_term(calendar, key).ends
        since = start_of_day(ends - REMINDED_BEFORE)
        if plan.pk in reviews:
            yield Todo(
                title=f"Review your development plan: {key.label.lower()}",
                detail=f"{plan.school} · give each aim a RAG rating by {ends.day} {ends:%B}.",
                act="Review plan",
                url=reverse("devplans:review", args=[plan.school.urn, key.year, key.name]),
                since=since,
            )
        if plan.pk in reflections:
            yield Todo(
                title=f"What has changed this term, at {plan.school}?",
                detail=f"A few sentences, by {ends.day} {ends:%B}.",
                act="Add reflection",
                url=reverse("devplans:reflect", args=[plan.school.urn, key.year, key.name]),
                since=since,
            )


@todo("evaluations of the year", SCHOOL_STAFF, rows=own_plan_rows)
def to_evaluate(desk: DeskContext, *rows: list[Any]) -> Iterator[Todo]:
    """Yield evaluations that are not submitted, from the second half of the summer term until they are.

    Last year's stays until the hub closes the year.
    """
    day, plans = desk.viewer.day, OwnPlans(desk.viewer, *rows)
    this_year = AcademicYear.of(day)
    for year in (AcademicYear(this_year.start - 1), this_year):
        which = "the year" if year == this_year else str(year)
        for plan, calendar in plans.list_active(year):
            opens, due = evaluation_opens(calendar, year), evaluation_due(calendar, year)
            if day >= opens and not plans.has_evaluated(plan, year):
                yield Todo(
                    title=f"Complete the evaluation of {which} for {plan.school}",
                    detail=f"What changed for students, teachers and the department; due {due.day} {due:%B}.",
                    act="Complete evaluation",
                    url=reverse("devplans:evaluate", args=[plan.school.urn, year.start]),
                    since=start_of_day(opens),
                )


@todo(
    "schools that have not reviewed or evaluated",
    SCHOOL_SUPPORT,
    rows=lambda viewer: hubs_with_terms(viewer, viewer.day),
)
def schools_overdue(desk: DeskContext, hubs: list[tuple[int]], term_dates: list[TermDates]) -> Iterator[Todo]:
    """Yield how many schools owe the term's review or the year's evaluation, for the hub and the Specialist."""
    day = desk.viewer.day
    owed = Overdue(desk.viewer, day, group_calendars([hub for (hub,) in hubs], term_dates))
    unreviewed, late = owed.fetch_schools()
    _, term = owed.to_review
    number = len(unreviewed)
    if term and number:
        ends = f"it {'ends' if term.ends >= day else 'ended'} on {term.ends.day} {term.ends:%B}"
        yield Todo(
            title=f"{number} school{'s have' if number > 1 else ' has'} not reviewed the plan",
            detail=f"{str(term)[:1].upper()}{str(term)[1:]}; {ends}.",
            act="View plans",
            url=reverse("devplans:plans") + "?review=due",
            since=start_of_day(term.ends - REMINDED_BEFORE),
            schools=tuple(unreviewed),
        )
    for year, (_, due) in owed.to_evaluate.items():
        number = len(late[year])
        if number:
            which = "the year" if year == owed.year else str(year)
            yield Todo(
                title=f"{number} school{'s have' if number > 1 else ' has'} not evaluated {which}",
                detail=f"Evaluations {'are' if due >= day else 'were'} due on {due.day} {due:%B}.",
                act="View evaluations",
                url=f"{reverse('devplans:impact')}?year={year.start}",
                since=start_of_day(due - REMINDED_BEFORE),
                schools=tuple(late[year]),
            )


@todo("years to open", SCHOOL_STAFF, rows=own_plan_rows)
def to_open(desk: DeskContext, *rows: list[Any]) -> Iterator[Todo]:
    """Yield shared or agreed plans that have not been opened for this year."""
    year = AcademicYear.of(desk.viewer.day)
    for plan, _ in OwnPlans(desk.viewer, *rows).list_active(year):
        if plan.academic_year < year.start and plan.state != PlanState.DRAFT:
            yield Todo(
                title=f"Start {year} in your development plan",
                detail=f"{plan.school} · unfinished aims carry on, and what you learned is kept.",
                act="Start the year",
                url=reverse("devplans:start-year", args=[plan.school.urn]),
                since=start_of_day(year.starts),
            )


@coming_up("reviews due", SCHOOL_STAFF, rows=own_plan_rows)
def reviews_coming(desk: DeskContext, *rows: list[Any]) -> Iterator[Coming]:
    """Yield the end of the term, when reviews and reflections are due."""
    first, last = desk.viewer.day, london_day(desk.until)
    for plan, calendar in OwnPlans(desk.viewer, *rows).list_active(AcademicYear.of(first)):
        term = calendar.term_on(first)
        if term is not None and first <= term.ends <= last:
            yield Coming(
                on=term.ends,
                title="Reviews and reflections due",
                detail=f"{plan.school} · {term_key(term).label.lower()}",
                url=reverse("devplans:review", args=[plan.school.urn, *term_key(term)]),
            )
