"""What changed, as schools tell it: one school's pages, and all of a hub's side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from schools.choices import TermName
from schools.models import Participation
from schools.roles import PLAN_TEXT_READERS
from schools.terms import calendar_of
from sustaining.common.clock import today
from sustaining.common.permissions import may
from sustaining.common.years import AcademicYear

from ..calendar import TermKey, evaluation_due, evaluation_opens, key_of, reviewed_now
from ..choices import Aspect
from ..models import Evaluation, Plan, Reflection

HEADINGS = [
    "School", "URN", "Year",
    *(f"{term.label}: {what}" for term in TermName for what in ("what has changed", "what was learned")),
    "Students, 1 to 5", "Students", "Teachers, 1 to 5", "Teachers", "Department, 1 to 5", "Department", "Handed in",
]  # fmt: skip


@dataclass
class TermLine:
    """A term of one school's year: when its reflection is due, and what was written."""

    key: TermKey
    due: date
    said: Reflection | None
    writable: bool

    @property
    def tag(self) -> tuple[str, str]:
        """(words, tone)."""
        if self.said:
            return "Written", "go"
        if today() > self.due:
            return "Overdue" if self.writable else "Not written", "stop"
        return ("Due", "wait") if self.writable else ("To come", "")


@dataclass
class SchoolLine:
    """A school's year in the hub's view: reflections by term, and the evaluation once it is handed in."""

    plan: Plan
    reflections: dict[str, Reflection] = field(default_factory=dict)
    evaluation: Evaluation | None = None

    @property
    def told(self) -> bool:
        """Whether the school has said anything of the year."""
        return bool(self.reflections or self.evaluation)

    @property
    def terms(self) -> list[tuple[str, Reflection | None]]:
        """(term in words, what was written)."""
        return [(str(term.label), self.reflections.get(term.value)) for term in TermName]


WORDS = ("changed", "learned", "students_words", "teachers_words", "department_words")
NOT_SHOWN = "Written; auditors read figures, not what people wrote."


def _unsaid(told: Any) -> None:
    """Take the words out of a reflection or an evaluation that is only to be shown; its figures stay."""
    for name in WORDS:
        if getattr(told, name, ""):
            setattr(told, name, NOT_SHOWN)


def of_school(plan: Plan, year: AcademicYear, user: Any) -> dict[str, Any]:
    """A school's reflections and evaluation of a year, with what is due when; for auditors without words (design, rule 2)."""
    calendar = calendar_of(plan.school.hub)
    writable = reviewed_now(plan.school.hub, today())
    said = {one.term: one for one in plan.reflections.filter(academic_year=year.start).select_related("written_by")}
    evaluation = plan.evaluations.filter(academic_year=year.start).select_related("written_by").first()
    if not may(user, "devplans.read_words", plan):
        for told in (*said.values(), evaluation):
            _unsaid(told)
    lines = [
        TermLine(key_of(term), term.ends, said.get(term.name.value), key_of(term) in writable)
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
        "years": years_with_words(plan, year),
    }


def years_with_words(plan: Plan, shown: AcademicYear) -> list[AcademicYear]:
    """The other years that something was written in, and this one."""
    starts = {*plan.reflections.values_list("academic_year", flat=True), AcademicYear.of(today()).start}
    starts |= set(plan.evaluations.values_list("academic_year", flat=True))
    return [AcademicYear(start) for start in sorted(starts - {shown.start}, reverse=True)]


def reflection_initial(plan: Plan, term: TermKey) -> tuple[Reflection | None, dict[str, Any]]:
    """What was written of a term, and what its form starts with."""
    said = plan.reflections.filter(academic_year=term.year, term=term.name).first()
    if said is None:
        return None, {}
    return said, {"changed": said.changed, "learned": said.learned, "read_at": said.written_at.isoformat()}


def evaluation_initial(plan: Plan, year: int) -> tuple[Evaluation | None, dict[str, Any]]:
    """What was written of a year, and what its form starts with."""
    said = plan.evaluations.filter(academic_year=year).first()
    if said is None:
        return None, {}
    names = [name + end for name in Aspect.values for end in ("", "_words")]
    return said, {**{name: getattr(said, name) for name in names}, "read_at": said.written_at.isoformat()}


def side_by_side(user: Any, year: int) -> list[SchoolLine]:
    """Every school that takes part in the year and whose plan one sees, by name. Four queries, whatever their number."""
    part = Participation.objects.visible_to(user).in_year(year).exclude(state="withdrawn")
    plans = (
        Plan.objects.visible_to(user).filter(school__in=part.order_by().values("school")).select_related("school__hub")
    )
    lines = {plan.pk: SchoolLine(plan) for plan in plans.order_by("school__name")}
    reflections = Reflection.objects.visible_to(user).filter(plan__in=lines, academic_year=year)
    for reflection in reflections.select_related("written_by"):
        lines[reflection.plan_id].reflections[reflection.term] = reflection
    evaluations = Evaluation.objects.visible_to(user).filter(plan__in=lines, academic_year=year)
    for evaluation in evaluations.filter(handed_in_at__isnull=False):
        lines[evaluation.plan_id].evaluation = evaluation
    readable = set(plans.reached_by(user, PLAN_TEXT_READERS).order_by().values_list("pk", flat=True))
    for line in (line for key, line in lines.items() if key not in readable):
        for told in (*line.reflections.values(), line.evaluation):
            _unsaid(told)
    return list(lines.values())


def figures(lines: list[SchoolLine]) -> dict[str, Any]:
    """How many of how many have written, and the mean of each number."""
    told = [line.evaluation for line in lines if line.evaluation]
    return {
        "schools": len(lines),
        "reflected": [
            (str(term.label), sum(1 for line in lines if term.value in line.reflections)) for term in TermName
        ],
        "evaluated": len(told),
        "means": [
            (label, sum(getattr(one, name) or 0 for one in told) / len(told))
            for name, label in (("students", "students"), ("teachers", "teachers"), ("department", "departments"))
        ]
        if told
        else [],
    }


def export_rows(lines: list[SchoolLine], year: int) -> Iterator[list[Any]]:
    """The rows of the export, as HEADINGS names them."""
    for line in lines:
        row: list[Any] = [line.plan.school.name, line.plan.school.urn, str(AcademicYear(year))]
        for _, said in line.terms:
            row += [said.changed, said.learned] if said else ["", ""]
        told = line.evaluation
        if told is None:
            yield [*row, *[""] * 7]
            continue
        row += [told.students, told.students_words, told.teachers, told.teachers_words]
        yield [*row, told.department, told.department_words, told.handed_in_at]
