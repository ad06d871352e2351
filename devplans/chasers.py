"""Chasers about a school's plan and its year: plan not agreed; review, reflection or evaluation missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse

from schools.chasers import DEPARTMENT
from schools.chasing import ChaserKind, ChaserSearch, Missing, Recipients, register_chaser, school_path
from schools.models import Participation
from schools.recipients import department_by_school
from schools.terms import Term
from specialists.models import Assignment
from sustaining.common.clock import london_day

from .choices import PlanState, is_agreed
from .models import Evaluation, Plan
from .overdue import expected_review_term
from .reminders import unreflected, unreviewed
from .review_terms import REMINDED_BEFORE, evaluation_opens, term_key

READ_WITHIN = timedelta(weeks=1)
"""A shared plan is for the Specialist to agree; they are chased after this."""


def plan_not_agreed(search: ChaserSearch) -> Iterator[Missing]:
    """Yield schools without an agreed plan after the autumn half term has begun.

    While a plan is shared, its Specialist is asked, a week later; else the school. Two queries.
    """
    plans = {
        school: (state, since)
        for school, state, since in Plan.objects.filter(school__in=search.this_year.values("school")).values_list(
            "school", "state", "state_since"
        )
    }
    specialists = _specialists(search)
    for row in search.current_rows():
        state, changed_at = plans.get(row.school_id, (None, None))
        since = search.calendar(row).terms(search.year)[0].break_starts + timedelta(days=1)
        if is_agreed(state):
            continue
        if state == PlanState.SHARED and changed_at and row.pk in specialists:
            since = max(since, london_day(changed_at) + READ_WITHIN)
            yield Missing(row.pk, since, "Shared with the Specialist", tuple(specialists[row.pk]))
        else:
            yield Missing(row.pk, since, "Not started" if state is None else "")


def _specialists(search: ChaserSearch) -> dict[int, list[int]]:
    """Return the accounts of the Specialists of the schools, by the key of the participation."""
    assignments = Assignment.objects.current(search.day).filter(participation__in=search.this_year)
    people: dict[int, list[int]] = {}
    for participation, user in assignments.order_by("pk").values_list("participation", "specialist__user"):
        people.setdefault(participation, []).append(user)
    return people


def _expected(search: ChaserSearch) -> dict[int, tuple[Participation, Term]]:
    """Return, by the school's key, the year and the term of it whose review and reflection are expected now."""
    expected: dict[int, tuple[Participation, Term]] = {}
    for row in search.current_rows():
        term = expected_review_term(search.calendar(row), search.day)
        if term is not None and term.year == row.project.year:
            expected.setdefault(row.school_id, (row, term))
    return expected


def _missing_in_term(search: ChaserSearch, find: Any) -> Iterator[Missing]:
    """Yield the schools whose plans `find` names, for their expected term. One query, and those of `find`."""
    expected = _expected(search)
    plans = list(Plan.objects.filter(school__in=list(expected))) if expected else []
    missing = find(plans, {plan.pk: term_key(expected[plan.school_id][1]) for plan in plans})
    for plan in plans:
        if plan.pk in missing:
            row, term = expected[plan.school_id]
            key = term_key(term)
            yield Missing(row.pk, term.ends - REMINDED_BEFORE, key.label, about=key)


def review_missing(search: ChaserSearch) -> Iterator[Missing]:
    """Yield schools with an aim that has not been reviewed in the expected term. Three queries."""
    return _missing_in_term(search, unreviewed)


def reflection_missing(search: ChaserSearch) -> Iterator[Missing]:
    """Yield schools without a reflection on the expected term. Two queries."""
    return _missing_in_term(search, unreflected)


def evaluation_missing(search: ChaserSearch) -> Iterator[Missing]:
    """Yield schools that have not submitted the evaluation of this year, or of the last. One query."""
    open_rows = [
        (row, opens)
        for row in search.rows.values()
        if (opens := evaluation_opens(search.calendar(row), row.project.year)) <= search.day
    ]
    schools = {row.school_id for row, _ in open_rows}
    submitted = set(
        Evaluation.objects.filter(plan__school__in=schools, handed_in_at__isnull=False).values_list(
            "plan__school", "academic_year"
        )
    )
    for row, opens in open_rows:
        if (row.school_id, row.project.academic_year) not in submitted:
            yield Missing(row.pk, opens, str(row.project.year))


def _term_page(name: str) -> Any:
    """Return a function for a page of the term in which something is missing; the plan's page for a sample."""

    def page(row: Participation, person: Any, missing: Missing) -> str:
        if missing.about is None:
            return reverse("devplans:plan", args=[row.school.urn])
        return reverse(name, args=[row.school.urn, missing.about.year, missing.about.name])

    return page


register_chaser(
    ChaserKind(
        name="plan_not_agreed",
        label="Plan not agreed",
        sentence="The school’s development plan has not been agreed.",
        due="From the autumn half term",
        recipients=Recipients(
            "Advocates and the head of department; the Specialist for a plan that waits for them", department_by_school
        ),
        find=plan_not_agreed,
        button="Open the development plan",
        page=school_path("devplans:plan"),
    )
)
register_chaser(
    ChaserKind(
        name="review_missing",
        label="Review missing",
        sentence="An aim of the plan has not been reviewed this term.",
        due="Two weeks before the term ends",
        recipients=DEPARTMENT,
        find=review_missing,
        button="Review the plan",
        page=_term_page("devplans:review"),
        sample_detail="Autumn term, 2026/27",
    )
)
register_chaser(
    ChaserKind(
        name="reflection_missing",
        label="Reflection missing",
        sentence="The school has not written its reflection on the term.",
        due="Two weeks before the term ends",
        recipients=DEPARTMENT,
        find=reflection_missing,
        button="Add a reflection",
        page=_term_page("devplans:reflect"),
        sample_detail="Autumn term, 2026/27",
    )
)
register_chaser(
    ChaserKind(
        name="evaluation_missing",
        label="Evaluation missing",
        sentence="The school has not submitted its evaluation of the year.",
        due="From the second half of the summer term",
        recipients=DEPARTMENT,
        find=evaluation_missing,
        button="Complete the evaluation",
        page=lambda row, person, missing: reverse(
            "devplans:evaluate", args=[row.school.urn, row.project.academic_year]
        ),
        sample_detail="2026/27",
    )
)
