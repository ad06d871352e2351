"""Read reflections and evaluations: of one school, and of all schools side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from schools.choices import TermName
from schools.current_year import year_hub
from schools.models import Participation, Project
from schools.roles import PLAN_TEXT_READERS
from schools.terms import get_calendar
from sustaining.common.clock import today
from sustaining.common.permissions import may
from sustaining.common.years import AcademicYear

from ..choices import Aspect
from ..models import Evaluation, Plan, Reflection
from ..review_terms import TermKey, evaluation_due, evaluation_opens, term_key, writable_terms

if TYPE_CHECKING:
    from sustaining.accounts.models import User

HEADINGS = [
    "School", "URN", "Year",
    *(f"{term.label}: {what}" for term in TermName for what in ("what has changed", "what was learned")),
    "Students, 1 to 5", "What changed for students", "Teachers, 1 to 5", "What changed for teachers",
    "Department, 1 to 5", "What changed for the department", "Submitted",
]  # fmt: skip


@dataclass
class TermLine:
    """A term of a school's year: when its reflection is due, and the reflection."""

    key: TermKey
    due: date
    reflection: Reflection | None
    writable: bool

    @property
    def tag(self) -> tuple[str, str]:
        """Return (label, tone)."""
        if self.reflection:
            return "Written", "go"
        if today() > self.due:
            return ("Overdue", "wait") if self.writable else ("Not written", "stop")
        return ("Due", "wait") if self.writable else ("Not due yet", "")


@dataclass
class SchoolLine:
    """A school's year in the hub's view: reflections by term, and the evaluation once it is submitted."""

    plan: Plan
    reflections: dict[str, Reflection] = field(default_factory=dict)
    evaluation: Evaluation | None = None

    @property
    def has_written(self) -> bool:
        """Return whether the school has written a reflection or an evaluation."""
        return bool(self.reflections or self.evaluation)

    @property
    def terms(self) -> list[tuple[str, Reflection | None]]:
        """Return (term label, reflection or None) of each term."""
        return [(str(term.label), self.reflections.get(term.value)) for term in TermName]


WORDS = ("changed", "learned", "students_words", "teachers_words", "department_words")
NOT_SHOWN = "Not shown to auditors"


def _hide_texts(record: Any) -> None:
    """Replace the texts of a record that the user may not read; its numbers stay."""
    for name in WORDS:
        if getattr(record, name, ""):
            setattr(record, name, NOT_SHOWN)


def school_impact_context(plan: Plan, year: AcademicYear, user: User) -> dict[str, Any]:
    """Return a school's reflections, evaluation and due dates of a year; without texts for auditors."""
    calendar = get_calendar(year_hub(plan.school, year.start))
    writable = writable_terms(calendar, today())
    reflections = {
        reflection.term: reflection
        for reflection in plan.reflections.filter(academic_year=year.start).select_related("written_by")
    }
    evaluation = plan.evaluations.filter(academic_year=year.start).select_related("written_by").first()
    if not may(user, "devplans.read_words", plan):
        for record in (*reflections.values(), evaluation):
            _hide_texts(record)
    lines = [
        TermLine(term_key(term), term.ends, reflections.get(term.name.value), term_key(term) in writable)
        for term in calendar.terms(year)
    ]
    opens = evaluation_opens(calendar, year)
    return {
        "lines": lines,
        "evaluation": evaluation,
        "opens": opens,
        "due": evaluation_due(calendar, year),
        "is_open": today() >= opens,
        "year": year,
        "years": years_with_texts(plan, year),
    }


def impact_years(user: User) -> list[tuple[int, str]]:
    """Return the years that have projects, up to this one, as choices, newest first."""
    this_year = AcademicYear.of(today()).start
    years = Project.objects.visible_to(user).year_choices(this_year)
    return [choice for choice in years if choice[0] <= this_year]


def school_years(plan: Plan, user: User) -> set[AcademicYear]:
    """Return the years that a school's page can show: those that have projects, and those with its texts."""
    return {*(AcademicYear(start) for start, _ in impact_years(user)), *_years_with_texts(plan)}


def years_with_texts(plan: Plan, shown: AcademicYear) -> list[AcademicYear]:
    """Return this year and every other year with a reflection or evaluation, except the one that is shown."""
    return sorted({*_years_with_texts(plan), AcademicYear.of(today())} - {shown}, reverse=True)


def _years_with_texts(plan: Plan) -> set[AcademicYear]:
    starts = {*plan.reflections.values_list("academic_year", flat=True)}
    starts |= set(plan.evaluations.values_list("academic_year", flat=True))
    return {AcademicYear(start) for start in starts}


def reflection_initial(plan: Plan, term: TermKey) -> tuple[Reflection | None, dict[str, Any]]:
    """Return a term's reflection, if any, and the initial values of its form."""
    reflection = plan.reflections.filter(academic_year=term.year, term=term.name).first()
    if reflection is None:
        return None, {}
    return reflection, {
        "changed": reflection.changed,
        "learned": reflection.learned,
        "read_at": reflection.written_at.isoformat(),
    }


def evaluation_initial(plan: Plan, year: int) -> tuple[Evaluation | None, dict[str, Any]]:
    """Return a year's evaluation, if any, and the initial values of its form."""
    evaluation = plan.evaluations.filter(academic_year=year).first()
    if evaluation is None:
        return None, {}
    names = [name + end for name in Aspect.values for end in ("", "_words")]
    return evaluation, {
        **{name: getattr(evaluation, name) for name in names},
        "read_at": evaluation.written_at.isoformat(),
    }


def side_by_side(user: User, year: int) -> list[SchoolLine]:
    """Return a line for each visible school of the year, by name. Four queries, whatever their number."""
    part = Participation.objects.visible_to(user).in_year(year).exclude(state="withdrawn")
    plans = Plan.objects.visible_to(user).filter(school__in=part.order_by().values("school")).select_related("school")
    lines = {plan.pk: SchoolLine(plan) for plan in plans.order_by("school__sort_name")}
    reflections = Reflection.objects.visible_to(user).filter(plan__in=lines, academic_year=year)
    for reflection in reflections.select_related("written_by"):
        lines[reflection.plan_id].reflections[reflection.term] = reflection
    evaluations = Evaluation.objects.visible_to(user).filter(plan__in=lines, academic_year=year)
    for evaluation in evaluations.filter(handed_in_at__isnull=False):
        lines[evaluation.plan_id].evaluation = evaluation
    readable = set(plans.reached_by(user, PLAN_TEXT_READERS).order_by().values_list("pk", flat=True))
    for line in (line for key, line in lines.items() if key not in readable):
        for record in (*line.reflections.values(), line.evaluation):
            _hide_texts(record)
    return list(lines.values())


def figures(lines: list[SchoolLine]) -> dict[str, Any]:
    """Return how many schools have written reflections and evaluations, and the mean of each number."""
    evaluations = [line.evaluation for line in lines if line.evaluation]
    return {
        "schools": len(lines),
        "reflected": [
            (str(term.label), sum(1 for line in lines if term.value in line.reflections)) for term in TermName
        ],
        "evaluated": len(evaluations),
        "means": [
            (label, sum(getattr(evaluation, name) or 0 for evaluation in evaluations) / len(evaluations))
            for name, label in (("students", "students"), ("teachers", "teachers"), ("department", "departments"))
        ]
        if evaluations
        else [],
    }


def export_rows(lines: list[SchoolLine], year: int) -> Iterator[list[Any]]:
    """Yield the rows of the export, in the order of HEADINGS."""
    for line in lines:
        row: list[Any] = [line.plan.school.name, line.plan.school.urn, str(AcademicYear(year))]
        for _, reflection in line.terms:
            row += [reflection.changed, reflection.learned] if reflection else ["", ""]
        evaluation = line.evaluation
        if evaluation is None:
            yield [*row, *[""] * 7]
            continue
        row += [evaluation.students, evaluation.students_words, evaluation.teachers, evaluation.teachers_words]
        yield [*row, evaluation.department, evaluation.department_words, evaluation.handed_in_at]
