"""What the pages of self-evaluations show: one department's change in a year, and that of many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Exists, OuterRef, QuerySet
from django.http import Http404

from schools.choices import IN_PROGRESS, ParticipationState
from schools.models import Participation
from schools.terms import get_calendar
from sustaining.common.clock import today
from sustaining.common.errors import DomainError
from sustaining.common.permissions import may
from sustaining.common.plots import Plot, Series, bars
from sustaining.common.years import AcademicYear

from .actions.self_evaluations import check_open, opens_on
from .models import SelfEvaluation, SelfEvaluationAnswer, SelfEvaluationHeading
from .self_evaluation_choices import Point

if TYPE_CHECKING:
    from sustaining.accounts.models import User

COUNTED = (*IN_PROGRESS, ParticipationState.COMPLETED)
LOW = 2
"""Up to this level a heading is chosen beforehand as evidence of need."""


@dataclass(frozen=True)
class PointLine:
    """The self-evaluation of one point of a year: what it is, and what may be done with it now."""

    point: Point
    evaluation: SelfEvaluation | None
    opens: Any
    is_open: bool
    writes: bool

    @property
    def tag(self) -> tuple[str, str]:
        """Return the status and its tone."""
        if self.evaluation is not None and self.evaluation.submitted_at:
            return "Submitted", "go"
        if self.evaluation is not None:
            return "Draft", "wait"
        return ("Not started", "wait") if self.is_open else ("Not open yet", "")


@dataclass(frozen=True)
class HeadingLine:
    """One heading at the start and at the end of a year."""

    heading: SelfEvaluationHeading
    start: SelfEvaluationAnswer | None
    end: SelfEvaluationAnswer | None

    @property
    def change(self) -> int | None:
        """Return by how many levels it rose; None without both."""
        levels = [answer.level for answer in (self.start, self.end) if answer is not None and answer.level is not None]
        return levels[1] - levels[0] if len(levels) == 2 else None


def school_page(participation: Participation, user: User, now: datetime) -> dict[str, Any]:
    """Return both points of a year, each heading at both, and the chart of what was submitted. Four queries."""
    rows = SelfEvaluation.objects.readable_by(user).filter(participation=participation).select_related("written_by")
    by_point = {row.point: row for row in rows}
    writes = may(user, "casework.write_self_evaluation", participation)
    shown = {point: row for point, row in by_point.items() if row.submitted_at or writes}
    calendar = get_calendar(participation.hub)
    points = []
    for point in Point:
        is_open = _is_open(participation, point, now)
        opens = opens_on(participation, point, calendar)
        points.append(PointLine(point, by_point.get(point), opens, is_open, writes and is_open))
    answers = SelfEvaluationAnswer.objects.filter(evaluation__in=[row.pk for row in shown.values()])
    by_heading: dict[tuple[int, str], SelfEvaluationAnswer] = {
        (answer.heading_id, answer.evaluation.point): answer for answer in answers.select_related("evaluation")
    }
    lines = [
        HeadingLine(heading, by_heading.get((heading.pk, Point.START)), by_heading.get((heading.pk, Point.END)))
        for heading in SelfEvaluationHeading.objects.in_use(participation.project.academic_year)
    ]
    uses = may(user, "casework.use_as_evidence", participation)
    newest = next((shown[point] for point in (Point.END, Point.START) if point in shown), None)
    return {
        "points": points,
        "lines": lines,
        "chart": change_chart(lines),
        "newest": newest if uses and newest and newest.submitted_at else None,
    }


def _is_open(participation: Participation, point: str, now: datetime) -> bool:
    try:
        check_open(participation, point, now)
    except DomainError:
        return False
    return True


def change_chart(lines: Sequence[HeadingLine]) -> Plot | None:
    """Return the chart of levels by heading, with both points where there are; None while nothing is answered."""
    known = [line for line in lines if any(answer and answer.level for answer in (line.start, line.end))]
    if not known:
        return None
    changes = [line.change for line in known if line.change is not None]
    risen = sum(change > 0 for change in changes)
    title = (
        f"{risen} of {len(changes)} heading{'' if len(changes) == 1 else 's'} rose between the start and the end of the year"
        if changes
        else f"{sum(_level(line.start or line.end) <= LOW for line in known)} of {len(known)} headings at level 1 or 2"
    )
    series = [Series("Start of the year", [_level(line.start) or None for line in known], "plain")]
    if any(line.end for line in known):
        series.append(Series("End of the year", [_level(line.end) or None for line in known], "solid"))
    labels = [str(line.heading) for line in known]
    return bars(title, labels, series, heading="Heading", caption="Level from 1 to 4", kind="beside")


def _level(answer: SelfEvaluationAnswer | None) -> int:
    return answer.level or 0 if answer is not None else 0


def form_initial(evaluation: SelfEvaluation | None) -> dict[str, Any]:
    """Return the initial values of the form: what is saved, and when it was written."""
    if evaluation is None:
        return {}
    initial: dict[str, Any] = {"read_at": evaluation.written_at.isoformat()}
    for answer in evaluation.answers.all():
        initial[f"level_{answer.heading_id}"] = answer.level
        initial[f"evidence_{answer.heading_id}"] = answer.evidence
    return initial


def evidence_initial(answers: Iterable[SelfEvaluationAnswer]) -> dict[str, Any]:
    """Return the headings that are low enough to be evidence of need, chosen beforehand."""
    return {"headings": [answer.heading_id for answer in answers if answer.level and answer.level <= LOW]}


def compared_participations(user: User, year: int) -> QuerySet[Participation]:
    """Return the years of schools that a person compares: those that take part, or completed, in `year`."""
    return Participation.objects.visible_to(user).filter(project__academic_year=year, state__in=COUNTED)


def compare_years(user: User) -> list[AcademicYear]:
    """Return the years that have headings and schools, the latest first, and the present one. Two queries."""
    first = SelfEvaluationHeading.objects.order_by("from_year").values_list("from_year", flat=True).first()
    starts = Participation.objects.visible_to(user).order_by().values_list("project__academic_year", flat=True)
    present = AcademicYear.of(today()).start
    known = {start for start in starts.distinct() if first is not None and start >= first}
    return [AcademicYear(start) for start in sorted(known | {present}, reverse=True)]


def find_year(text: str | None, years: Sequence[AcademicYear]) -> AcademicYear:
    """Return the year that a page is asked for, or without one the present year. Raise Http404 for an unknown one."""
    chosen = text or str(AcademicYear.of(today()).start)
    year = next((year for year in years if str(year.start) == chosen), None)
    if year is None:
        raise Http404("There are no self-evaluations in that year.")
    return year


@dataclass(frozen=True)
class HeadingMean:
    """The mean level of a heading over the schools that submitted both points."""

    heading: SelfEvaluationHeading
    start: float | None
    end: float | None
    schools: int

    @property
    def change(self) -> float | None:
        """Return by how many levels the mean rose."""
        return None if self.start is None or self.end is None else round(self.end - self.start, 2)


def submitted(participations: QuerySet[Participation], point: str) -> QuerySet[SelfEvaluation]:
    """Return the submitted self-evaluations of one point."""
    return SelfEvaluation.objects.filter(
        participation__in=participations.order_by().values("pk"), point=point, submitted_at__isnull=False
    )


def mean_lines(participations: QuerySet[Participation], year: int) -> list[HeadingMean]:
    """Return the means of each heading over the years of schools that submitted start and end. Three queries."""
    other = {Point.START: Point.END, Point.END: Point.START}
    means: dict[tuple[int, str], tuple[float, int]] = {}
    for point in Point:
        other_point = SelfEvaluation.objects.filter(
            participation=OuterRef("evaluation__participation"), point=other[point], submitted_at__isnull=False
        )
        answers = SelfEvaluationAnswer.objects.filter(
            Exists(other_point), evaluation__in=submitted(participations, point).values("pk"), level__isnull=False
        )
        rows = answers.order_by().values("heading").annotate(mean=Avg("level"), number=Count("pk"))
        for key, mean, number in rows.values_list("heading", "mean", "number"):
            means[key, point] = (mean, number)
    lines = []
    for heading in SelfEvaluationHeading.objects.in_use(year):
        start, end = means.get((heading.pk, Point.START)), means.get((heading.pk, Point.END))
        lines.append(
            HeadingMean(
                heading, start and start[0], end and end[0], min(start[1] if start else 0, end[1] if end else 0)
            )
        )
    return lines


def mean_chart(lines: Sequence[HeadingMean]) -> Plot | None:
    """Return the chart of mean levels by heading at both points; None while no school has submitted both."""
    known = [line for line in lines if line.start is not None and line.end is not None]
    if not known:
        return None
    most = max(known, key=lambda line: line.change or 0)
    risen = most.change or 0
    title = f"{most.heading} rose most, by {risen:.1f} levels" if risen > 0 else "No heading rose on average"
    series = [
        Series("Start of the year", [line.start for line in known], "plain"),
        Series("End of the year", [line.end for line in known], "solid"),
    ]
    labels = [str(line.heading) for line in known]
    return bars(
        title, labels, series, heading="Heading", kind="beside",
        caption="Mean level from 1 to 4, over schools that submitted both", format_value=lambda value: f"{value:.1f}",
    )  # fmt: skip


def school_lines(participations: QuerySet[Participation]) -> list[dict[str, Any]]:
    """Return each school with when it submitted its start and its end, by name. Two queries."""
    by_year: dict[int, dict[str, SelfEvaluation]] = {}
    rows = SelfEvaluation.objects.filter(participation__in=participations.order_by().values("pk"))
    for row in rows:
        by_year.setdefault(row.participation_id, {})[row.point] = row
    years = participations.select_related("school", "project", "hub").order_by("hub__sort_name", "school__sort_name")
    return [
        {
            "participation": year,
            "start": _submitted_at(by_year, year, "start"),
            "end": _submitted_at(by_year, year, "end"),
        }
        for year in years
    ]


def _submitted_at(by_year: dict[int, dict[str, SelfEvaluation]], year: Participation, point: str) -> datetime | None:
    row = by_year.get(year.pk, {}).get(point)
    return row.submitted_at if row is not None else None


EXPORT_HEADINGS = [
    "School",
    "URN",
    "Hub",
    "Year",
    "Heading",
    "Start level",
    "Start evidence",
    "End level",
    "End evidence",
]


def export_rows(participations: QuerySet[Participation], year: AcademicYear) -> list[list[Any]]:
    """Return one row for each school and heading with the submitted levels and evidence. Three queries."""
    answers: dict[tuple[int, int, str], SelfEvaluationAnswer] = {}
    for point in Point:
        rows = SelfEvaluationAnswer.objects.filter(evaluation__in=submitted(participations, point).values("pk"))
        for answer in rows.select_related("evaluation"):
            answers[answer.evaluation.participation_id, answer.heading_id, point] = answer
    headings = list(SelfEvaluationHeading.objects.in_use(year.start))
    table = []
    for part in participations.select_related("school", "hub").order_by("hub__sort_name", "school__sort_name"):
        for heading in headings:
            start, end = (answers.get((part.pk, heading.pk, point)) for point in Point)
            if start or end:
                table.append([
                    str(part.school), part.school.urn, str(part.hub), str(year), str(heading),
                    start and start.level, start.evidence if start else "", end and end.level, end.evidence if end else "",
                ])  # fmt: skip
    return table
