"""The emails about development plans: shared, agreed, a review or the year's evaluation is due."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from schools import samples
from schools.choices import NOT_TAKING_PART, TermName
from schools.current_year import year_hub
from schools.email_parts import hub_staff, reader_sees
from schools.models import Hub, Participation
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.permissions import may
from sustaining.common.templatetags.sustaining import long_day
from sustaining.common.years import AcademicYear
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, page_url

from .choices import PlanState
from .models import Plan, PlanVersion
from .reminders import evaluation_is_due, plan_recipients, review_due, unreflected, unreviewed
from .review_terms import TermKey

AREA = "Development plans"
PLAN = (*READER, Variable("school", "the school", lambda context: context["plan"].school))
ENDS = Variable("ends", "the date it is due", lambda context: long_day(context["ends"]))
READ = Button("Read the development plan", lambda context: page_url(context["plan"]))
REVIEW_TASK = (
    "Before then, please review each aim of your development plan: give it a RAG rating, the evidence and the "
    "next step."
)
REFLECTION_TASK = (
    "Please also write a few sentences about what has changed this term. They help your hub now, and you next year."
)


def sample_plan(**fields: Any) -> Context:
    """Return a context with a plan that is in no database."""
    plan = Plan(pk=1, school=samples.SCHOOL, academic_year=2026, state=PlanState.SHARED)
    return {"person": samples.READER, "plan": plan, "about": plan, **fields}


def _sample_agreed() -> Context:
    context = sample_plan()
    version = PlanVersion(pk=1, plan=context["plan"], number=2, agreed_by=samples.COLLEAGUE)
    return {**context, "version": version}


def _sample_review() -> Context:
    term = TermKey(2026, "autumn")
    return sample_plan(term=term, ends=london_day(samples.moment(12, 18)), reviews=True, reflects=True)


def is_still_shared(facts: Facts, now: datetime) -> bool:
    """Return whether the plan still waits to be agreed, and the reader still supports the school."""
    plan = Plan.objects.filter(pk=facts["plan"], state=PlanState.SHARED).first()
    reader = User.objects.filter(pk=facts["user"], is_active=True).first()
    if plan is None or reader is None or not _takes_part(plan, plan.academic_year):
        return False
    return may(reader, "devplans.agree_plan", plan)


def plan_is_still_theirs(facts: Facts, now: datetime) -> bool:
    """Return whether the reader still works with the school, and the school has not withdrawn from the plan's year."""
    plan = Plan.objects.filter(pk=facts["plan"]).first()
    takes_part = plan is not None and _takes_part(plan, plan.academic_year)
    return takes_part and reader_sees(Plan, facts["plan"], facts["user"])


def _takes_part(plan: Plan, year: int) -> bool:
    """Return whether the plan's school has a participation in a year from which it has not withdrawn."""
    years = Participation.objects.filter(school=plan.school_id, project__academic_year=year)
    return years.exclude(state__in=NOT_TAKING_PART).exists()


def is_review_still_due(facts: Facts, now: datetime) -> bool:
    """Return whether a judgement or reflection is still missing, and the reader still has such a post."""
    plan = _plan_of_reader(facts, now)
    if plan is None:
        return False
    terms = {plan.pk: TermKey(facts["year"], facts["term"])}
    return bool(unreviewed([plan], terms) | unreflected([plan], terms))


def is_evaluation_still_due(facts: Facts, now: datetime) -> bool:
    """Return whether the year's evaluation has not been submitted, and the reader is still one of the people."""
    plan = _plan_of_reader(facts, now)
    if plan is None:
        return False
    return not plan.evaluations.filter(academic_year=facts["year"], handed_in_at__isnull=False).exists()


def _plan_of_reader(facts: Facts, now: datetime) -> Plan | None:
    """Return the plan, if its school takes part and the reader is still in a post there that gets reminders."""
    plan = Plan.objects.select_related("school__hub").filter(pk=facts["plan"]).first()
    if plan is None or not _takes_part(plan, facts["year"]):
        return None
    people = plan_recipients([plan], london_day(now))[plan.school_id]
    return plan if facts["user"] in {person.pk for person in people} else None


def _term_page(name: str) -> Any:
    """Return a function for the URL of the term's review or reflection, empty when it is done."""

    def url(context: Context) -> str:
        term, needed = context["term"], context["reviews" if name == "review" else "reflects"]
        arguments = [context["plan"].school.urn, term.year, term.name]
        return settings.SITE_URL + reverse(f"devplans:{name}", args=arguments) if needed else ""

    return url


def _get_hub(context: Context) -> Hub | None:
    plan = context["plan"]
    # A sample is in no database.
    return plan.school.hub if plan._state.adding else year_hub(plan.school, plan.academic_year)


def _kind(name: str, title: str, goes_when: str, category: Category, *variables: Variable, **fields: Any) -> EmailKind:
    return EmailKind(
        name=name,
        area=AREA,
        title=title,
        goes_when=goes_when,
        category=category,
        variables=(*PLAN, *variables),
        hub=_get_hub,
        seen_by=(hub_staff,),
        **fields,
    )


register(
    _kind(
        "plan_shared",
        "Plan shared",
        "to the Specialist when the school shares its plan",
        Category.REQUIRED,
        Variable("who", "who shared it", lambda context: context["sharer"]),
        reason="The plan can’t be agreed until the Specialist has read it.",
        buttons=(READ,),
        sample=lambda: sample_plan(person=samples.COLLEAGUE, sharer="Ines Abara"),
        facts=("plan",),
        still_true=is_still_shared,
    ),
    _kind(
        "plan_agreed",
        "Plan agreed",
        "to the Advocates when the plan is agreed",
        Category.NEWS,
        Variable("who", "who agreed it", lambda context: context["version"].agreed_by.full_name),
        Variable("version", "the number of the version", lambda context: context["version"].number),
        buttons=(READ,),
        sample=_sample_agreed,
        facts=("plan",),
        still_true=plan_is_still_theirs,
    ),
    _kind(
        "review_due",
        "Termly review",
        "two weeks before a term ends, while aims have not been reviewed or there is no reflection",
        Category.REMINDER,
        ENDS,
        Variable("term", "the term", lambda context: TermName(context["term"].name).label.lower()),
        Variable(
            "review_task",
            "a request for the review, if it is due",
            lambda context: REVIEW_TASK if context["reviews"] else "",
        ),
        Variable(
            "reflection_task",
            "a request for the reflection, if it is due",
            lambda context: REFLECTION_TASK if context["reflects"] else "",
        ),
        buttons=(
            Button("Review the plan", _term_page("review")),
            Button("Add a reflection", _term_page("reflect"), is_main=False),
        ),
        sample=_sample_review,
        facts=("plan", "year", "term"),
        still_true=is_review_still_due,
        occasions=review_due,
    ),
    _kind(
        "evaluation_due",
        "End-of-year evaluation",
        "two weeks before the summer term ends, while no evaluation has been submitted",
        Category.REMINDER,
        ENDS,
        Variable("year", "the academic year", lambda context: context["year"]),
        buttons=(
            Button(
                "Complete the evaluation",
                lambda context: (
                    settings.SITE_URL
                    + reverse("devplans:evaluate", args=[context["plan"].school.urn, context["year"].start])
                ),
            ),
        ),
        sample=lambda: sample_plan(year=AcademicYear(2026), ends=london_day(samples.moment(7, 20))),
        facts=("plan", "year"),
        still_true=is_evaluation_still_due,
        occasions=evaluation_is_due,
    ),
)
