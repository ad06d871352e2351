"""Remind schools, once each, of a term's review and reflection and of the year's evaluation.

Reminders go two weeks before the term ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from schools.closed_days import sends_reminders
from schools.current_year import year_hubs
from schools.models import Hub, Participation
from schools.recipients import department_by_school
from schools.terms import TermCalendar
from sustaining.common.clock import london_day
from sustaining.common.years import AcademicYear
from sustaining.outbox.kinds import Occasion

from .models import Aim, Evaluation, Judgement, Plan, Reflection
from .review_terms import TermKey, due_for, evaluation_due, get_term


def end_of_day(day: date) -> datetime:
    """Return the last moment of a day in London."""
    return datetime.combine(day, time(23, 59), tzinfo=timezone.get_default_timezone())


def plans_with_participation(day: date) -> list[Plan]:
    """Return the plans of schools that take part in this academic year, with school and hub. One query."""
    year = AcademicYear.of(day).start
    part = Participation.objects.active().in_year(year).order_by().values("school")
    return list(Plan.objects.filter(school__in=part).select_related("school__hub").order_by("pk"))


def unreviewed(plans: list[Plan], terms: dict[int, TermKey]) -> set[int]:
    """Return the keys of plans with an aim that is not judged in the plan's term. Two queries."""
    judged = set()
    for aim, plan, year, term in Judgement.objects.filter(review__plan__in=plans).values_list(
        "aim", "review__plan", "review__academic_year", "review__term"
    ):
        if terms.get(plan) == (year, term):
            judged.add(aim)
    aims = Aim.objects.in_plan().filter(plan__in=plans).values_list("pk", "plan")
    return {plan for aim, plan in aims if aim not in judged}


def unreflected(plans: list[Plan], terms: dict[int, TermKey]) -> set[int]:
    """Return the keys of plans without a reflection on their term. One query."""
    rows = Reflection.objects.filter(plan__in=plans).values_list("plan", "academic_year", "term")
    reflected = {plan for plan, year, term in rows if terms.get(plan) == (year, term)}
    return {plan.pk for plan in plans} - reflected


def review_due(now: datetime) -> Iterator[Occasion]:
    """Yield reminders for schools without all judgements or a reflection, from two weeks before the term ends."""
    if not sends_reminders(now):
        return
    day = london_day(now)
    due = {plan.pk: (plan, calendar, key) for plan, calendar, key in due_for(plans_with_participation(day), day)}
    plans, terms = [plan for plan, _, _ in due.values()], {pk: key for pk, (_, _, key) in due.items()}
    reviews, reflections = unreviewed(plans, terms), unreflected(plans, terms)
    people, hubs = plan_recipients(plans, day), year_hubs([plan.school for plan in plans], AcademicYear.of(day).start)
    for plan, calendar, key in due.values():
        if plan.pk not in reviews | reflections:
            continue
        ends = get_term(calendar, key).ends
        for person in people[plan.school_id]:
            yield Occasion(
                key=f"review:{plan.pk}:{key.year}:{key.name}:user={person.pk}",
                to=person,
                kind="review_due",
                use_until=end_of_day(ends),
                about=plan,
                facts={"plan": plan.pk, "year": key.year, "term": key.name},
                reply_to=_reply_to(hubs[plan.school_id]),
                context={
                    "plan": plan,
                    "term": key,
                    "ends": ends,
                    "reviews": plan.pk in reviews,
                    "reflects": plan.pk in reflections,
                },
            )


def evaluation_is_due(now: datetime) -> Iterator[Occasion]:
    """Yield reminders for schools without a submitted evaluation.

    They are due from two weeks before the summer term ends.
    """
    if not sends_reminders(now):
        return
    day = london_day(now)
    due = [
        (plan, calendar) for plan, calendar, key in due_for(plans_with_participation(day), day) if key.name == "summer"
    ]
    year = AcademicYear.of(day)
    handed_in = set(
        Evaluation.objects.filter(academic_year=year.start, handed_in_at__isnull=False).values_list("plan", flat=True)
    )
    waiting = [(plan, calendar) for plan, calendar in due if plan.pk not in handed_in]
    people = plan_recipients([plan for plan, _ in waiting], day)
    hubs = year_hubs([plan.school for plan, _ in waiting], year.start)
    for plan, calendar in waiting:
        for person in people[plan.school_id]:
            yield _evaluation_occasion(plan, calendar, year, person, hubs[plan.school_id])


def _reply_to(hub: Hub | None) -> str:
    return hub.contact_email if hub else ""


def _evaluation_occasion(
    plan: Plan, calendar: TermCalendar, year: AcademicYear, person: Any, hub: Hub | None
) -> Occasion:
    ends = evaluation_due(calendar, year)
    return Occasion(
        key=f"evaluation:{plan.pk}:{year.start}:user={person.pk}",
        to=person,
        kind="evaluation_due",
        use_until=end_of_day(ends),
        about=plan,
        facts={"plan": plan.pk, "year": year.start},
        reply_to=_reply_to(hub),
        context={"plan": plan, "year": year, "ends": ends},
    )


def plan_recipients(plans: list[Plan], day: date) -> dict[int, list[Any]]:
    """Return each plan's Advocates and heads of department; its headteacher if there is nobody else. Two queries."""
    return department_by_school([plan.school_id for plan in plans], day)
