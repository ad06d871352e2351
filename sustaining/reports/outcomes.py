"""What came of it: how aims stood at their latest review of the year, and what schools said at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet

from devplans import as_at
from devplans.choices import Aspect, BigIdea, Colour, OutcomeGroup
from devplans.models import Evaluation, Plan
from schools.models import School
from sustaining.common.gathering import Rows
from sustaining.common.years import AcademicYear

from .filters import NO_GROUP, ReportFilter
from .statement import SCHOOLS, Figure, ReadRows, fetch_figure

if TYPE_CHECKING:
    from sustaining.accounts.models import User

SCORES = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Colours:
    """Aims by colour: in all, by big idea and by outcome group. An aim may rest on several big ideas."""

    total: dict[str, int]
    ideas: list[tuple[str, str, dict[str, int]]]
    groups: list[tuple[str, str, dict[str, int]]]

    @property
    def judged(self) -> int:
        """Return the number of aims reviewed in the year."""
        return sum(self.total.values())


@dataclass(frozen=True)
class Evaluations:
    """The number of schools that submitted one, and for each aspect the number of answers 1 to 5 and the mean."""

    handed_in: int
    scores: dict[str, list[int]]
    means: dict[str, Decimal | None]

    @property
    def rows(self) -> list[tuple[str, str, list[tuple[int, int]], Decimal | None]]:
        """Return (aspect, its name, [(score, schools)], mean) for each aspect."""
        return [
            (aspect, label, list(zip(SCORES, self.scores[aspect], strict=True)), self.means[aspect])
            for aspect, label in Aspect.choices
        ]


def latest_judgements(report_filter: ReportFilter, schools: Any = None) -> Any:
    """Return each aim's latest judgement of the year's reviews, as at the year, with the aim's `ideas` and `group` then.

    Filtered by RAG rating, big idea and outcome group. `schools` are `plan_schools`, where a statement shares them.
    """
    year = report_filter.year
    of_year = as_at.judgements(year).filter(review__academic_year=year.start)
    of_schools = of_year.filter(review__plan__school__in=report_filter.plan_schools() if schools is None else schools)
    judgements = latest_of_each_aim(of_schools, of_year)
    judgements = judgements.annotate(
        ideas=as_at.aim_value("big_ideas", "aim", year), group=as_at.aim_value("outcome_group", "aim", year)
    )
    if report_filter.colour:
        judgements = judgements.filter(colour=report_filter.colour)
    if report_filter.idea:
        judgements = judgements.filter(ideas__contains=[report_filter.idea])
    if report_filter.group:
        judgements = judgements.filter(group="" if report_filter.group == NO_GROUP else report_filter.group)
    return judgements


def latest_of_each_aim(rows: Any, among: Any) -> Any:
    """Filter judgements to the latest one of its aim `among` these."""
    # Not a subquery for each row: histories have no index that begins with the aim.
    latest = among.order_by("aim_id", "-judged_at", "-pk").distinct("aim_id")
    return rows.filter(pk__in=latest.values("pk"))


def colours_of_school(school: School, user: User, year: int) -> dict[str, int]:
    """Return the RAG colours of a school's aims at their latest review of a year, as at the year. One query."""
    plans = Plan.objects.visible_to(user).filter(school=school).values("pk")
    rows = as_at.judgements(AcademicYear(year)).filter(review__plan__in=plans, review__academic_year=year)
    latest = dict(rows.order_by("judged_at", "pk").values_list("aim", "colour"))
    return {colour: list(latest.values()).count(colour) for colour in Colour.values}


def _rows_of_colours(about: ReportFilter) -> dict[str, Rows]:
    rows: Any = latest_judgements(about, SCHOOLS).order_by().values("colour", "ideas", "group")
    return {"colours": rows.annotate(number=Count("pk")).values_list("colour", "ideas", "group", "number")}


def _read_colours(about: ReportFilter, rows: ReadRows) -> Colours:
    total = _none_yet()
    ideas = {idea: _none_yet() for idea in BigIdea.values}
    groups = {group: _none_yet() for group in [*OutcomeGroup.values, NO_GROUP]}
    for colour, ideas_then, group, number in rows.get("colours", ()):
        total[colour] += number
        groups[group or NO_GROUP][colour] += number
        for idea in ideas_then:
            ideas[idea][colour] += number
    return Colours(
        total,
        [(str(BigIdea(idea).label), idea, numbers) for idea, numbers in ideas.items()],
        [
            ("No outcome group" if group == NO_GROUP else str(OutcomeGroup(group).label), group, numbers)
            for group, numbers in groups.items()
            if group != NO_GROUP or any(numbers.values())
        ],
    )


COLOURS = Figure(_rows_of_colours, _read_colours)


def colours(report_filter: ReportFilter) -> Colours:
    """Return the RAG ratings at each aim's latest review of the year."""
    return fetch_figure(report_filter, COLOURS)


def _none_yet() -> dict[str, int]:
    return dict.fromkeys(Colour.values, 0)


def handed_in(report_filter: ReportFilter, schools: Any = None) -> QuerySet[Evaluation]:
    """Return the year's submitted evaluations, filtered by one aspect's score if asked. `schools` as in `latest_judgements`."""
    evaluations = Evaluation.objects.filter(
        academic_year=report_filter.year.start,
        handed_in_at__isnull=False,
        plan__school__in=report_filter.plan_schools() if schools is None else schools,
    )
    if report_filter.aspect and report_filter.score:
        evaluations = evaluations.filter(**{report_filter.aspect: report_filter.score})
    return evaluations


def _rows_of_evaluations(about: ReportFilter) -> dict[str, Rows]:
    # Three scores of 1 to 5 are 125 different rows at most.
    rows = handed_in(about, SCHOOLS).order_by().values(*Aspect.values)
    return {"evaluations": rows.annotate(number=Count("pk")).values_list(*Aspect.values, "number")}


def _read_evaluations(about: ReportFilter, rows: ReadRows) -> Evaluations:
    counts: dict[str, Counter[int]] = {aspect: Counter() for aspect in Aspect.values}
    for *scores, number in rows.get("evaluations", ()):
        for aspect, score in zip(Aspect.values, scores, strict=True):
            counts[aspect][score] += number
    return Evaluations(
        sum(row[-1] for row in rows.get("evaluations", ())),
        {aspect: [numbers[score] for score in SCORES] for aspect, numbers in counts.items()},
        {aspect: _mean(numbers) for aspect, numbers in counts.items()},
    )


def _mean(numbers: Counter[int]) -> Decimal | None:
    """Return the mean of scores, of which there are so many each; None without any."""
    number = sum(many for score, many in numbers.items() if score is not None)
    return (
        Decimal(sum(score * many for score, many in numbers.items() if score is not None)) / number if number else None
    )


EVALUATIONS = Figure(_rows_of_evaluations, _read_evaluations)


def evaluations(report_filter: ReportFilter) -> Evaluations:
    """Return the scores and means of the year's submitted evaluations."""
    return fetch_figure(report_filter, EVALUATIONS)
