"""Facts about a school's plan, its sessions and its year: agreed, held, reviewed, reflected on, evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import OuterRef
from django.db.models.functions import Coalesce

from schools.choices import TermName
from schools.year_facts import YearFact, first_day, year_facts
from specialists.facts import HAS_SUPPORT
from sustaining.common.clock import start_of_day
from sustaining.common.years import AcademicYear

from .as_at import year_end
from .models import Evaluation, PlanVersion, Reflection, Review, Session

SESSIONS = {1: "The first session", 2: "The second session", 3: "The third session"}


def _plan_agreed(year: AcademicYear) -> Any:
    """Return the day of the year's first agreed version; for a plan that was agreed before the year, the day of that."""
    versions = PlanVersion.objects.filter(plan__school=OuterRef("school"), agreed_at__lt=year_end(year))
    this_year = versions.filter(agreed_at__gte=start_of_day(year.starts))
    return Coalesce(first_day(this_year, "agreed_at"), first_day(versions, "agreed_at"))


def _session_held(number: int) -> Callable[[AcademicYear], Any]:
    def proved_on(year: AcademicYear) -> Any:
        sessions = Session.objects.happened().filter(participation=OuterRef("pk"), specialist__isnull=False)
        return first_day(sessions, "held_on", number=number)

    return proved_on


def _in_term(model: Any, term: TermName, day: str) -> Callable[[AcademicYear], Any]:
    def proved_on(year: AcademicYear) -> Any:
        rows = model.objects.filter(plan__school=OuterRef("school"), academic_year=year.start, term=term)
        return first_day(rows, day)

    return proved_on


def _evaluated(year: AcademicYear) -> Any:
    evaluations = Evaluation.objects.filter(plan__school=OuterRef("school"), academic_year=year.start)
    return first_day(evaluations.filter(handed_in_at__isnull=False), "handed_in_at")


@year_facts.provide
def plan_facts() -> Iterator[YearFact]:
    """Yield what a school's plan and its sessions prove."""
    yield YearFact(
        name="plan_agreed", label="The development plan is agreed", proved_on=_plan_agreed, page="devplans:plan"
    )
    for number, session in SESSIONS.items():
        yield YearFact(
            name=f"session_{number}",
            label=f"{session} with the Specialist has been held",
            proved_on=_session_held(number),
            applies=HAS_SUPPORT,
        )
    for term in TermName:
        yield YearFact(
            name=f"reviewed_{term.value}",
            label=f"The plan has been reviewed in the {term.label.lower()}",
            proved_on=_in_term(Review, term, "begun_at"),
            page="devplans:plan",
        )
    for term in TermName:
        yield YearFact(
            name=f"reflected_{term.value}",
            label=f"The school has reflected on the {term.label.lower()}",
            proved_on=_in_term(Reflection, term, "written_at"),
            page="devplans:school-impact",
        )
    yield YearFact(
        name="year_evaluated",
        label="The school has submitted its evaluation of the year",
        proved_on=_evaluated,
        page="devplans:school-impact",
    )
