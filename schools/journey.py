"""The mastery journey, Development → Embedding → Sustaining: its texts, a school's years and a hub's schools on it.

Source: NCETM, *Secondary Teaching for Mastery* pages of 2024/25 (NCP24-12, -13 and -14).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from sustaining.common.plots import Plot, Series, bars
from sustaining.common.years import AcademicYear

from .choices import NOT_TAKING_PART, Stage
from .models import Participation

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@dataclass(frozen=True)
class JourneyStage:
    """Texts of a stage. `short` are the lines in the diagram; `detail` is the longer version."""

    stage: Stage
    short: tuple[str, ...]
    who: str
    detail: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return the stage's name, such as `Development`."""
        return str(self.stage.label)


STEPS = (
    JourneyStage(
        Stage.DEVELOPMENT,
        ("Two Advocates change", "their own classrooms"),
        "The two Mastery Advocates",
        (
            "Two teachers become the department’s Mastery Advocates and join a Development Work Group.",
            "They develop teaching for mastery in their own classrooms, with a Mastery Specialist.",
            "The group meets about every half term.",
        ),
    ),
    JourneyStage(
        Stage.EMBEDDING,
        ("The Advocates enable", "their colleagues"),
        "The Advocates and their colleagues",
        (
            "An assigned Mastery Specialist works alongside the Advocates in their school.",
            "The Advocates enable colleagues: joint planning, observing, leading professional development.",
            "The department builds a plan that is coherent and long-term.",
        ),
    ),
    JourneyStage(
        Stage.SUSTAINING,
        ("The department makes it", "last, year after year"),
        "The whole department",
        (
            "The development plan targets the needs of students and of teachers, for more than one year ahead.",
            "Schemes of work, departmental systems and structures keep the change going when staff come and go.",
            "The school joins the Sustaining Work Group, a wider professional learning community.",
        ),
    ),
)
STAGES = tuple(step.stage for step in STEPS)


@dataclass(frozen=True)
class JourneyYears:
    """A school's years on the journey. `by_stage` is in order of the steps; `breaks` are missing years in between."""

    by_stage: dict[str, list[AcademicYear]]
    breaks: list[AcademicYear]

    @property
    def any(self) -> bool:
        """Return whether the school has been on the journey at all."""
        return any(self.by_stage.values())

    def label(self, stage: str) -> str:
        """Return a stage's years, short enough for the diagram."""
        years = self.by_stage.get(stage, [])
        return " and ".join(map(str, years)) if len(years) < 3 else f"{len(years)} years, {years[0]} to {years[-1]}"

    @property
    def sentences(self) -> list[str]:
        """Return the years as sentences, for people who do not see the diagram."""
        lines = [
            f"{Stage(stage).label}: {', '.join(map(str, years))}" for stage, years in self.by_stage.items() if years
        ]
        return lines + ([f"A break: {', '.join(map(str, self.breaks))}"] if self.breaks else [])


def journey_years(participations: Iterable[Participation]) -> JourneyYears:
    """Return a school's years from participations with their projects; withdrawn ones do not count."""
    by_stage: dict[str, set[int]] = defaultdict(set)
    for participation in participations:
        if participation.state not in NOT_TAKING_PART and participation.project.stage in STAGES:
            by_stage[participation.project.stage].add(participation.project.academic_year)
    all_years = set().union(*by_stage.values()) if by_stage else set()
    missing = set(range(min(all_years), max(all_years))) - all_years if all_years else set()
    return JourneyYears(
        {stage: [AcademicYear(year) for year in sorted(by_stage[stage])] for stage in STAGES},
        [AcademicYear(year) for year in sorted(missing)],
    )


@dataclass(frozen=True)
class Tile:
    """A step in the diagram: its position and its text."""

    step: JourneyStage
    x: int
    y: int
    years: str


RIGHT, UP, DOWN = 300, 45, 172
"""Offsets from one tile to the next: right and up in the wide diagram, down in the tall one."""


def diagram(years: JourneyYears | None = None) -> dict[str, Any]:
    """Return the diagram's context twice, wide and tall (for phones), with a school's years when given."""
    labels = [years.label(step.stage) if years else "" for step in STEPS]
    return {
        "wide": [Tile(step, index * RIGHT, (2 - index) * UP, labels[index]) for index, step in enumerate(STEPS)],
        "tall": [Tile(step, 0, index * DOWN, labels[index]) for index, step in enumerate(STEPS)],
        "years": years,
    }


@dataclass(frozen=True)
class YearCount:
    """Number of schools at each stage in a year."""

    year: AcademicYear
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """Return the sum over all stages; a school at two stages counts twice."""
        return sum(self.counts.values())

    @property
    def cells(self) -> list[int]:
        """Return the counts in order of the stages."""
        return [self.counts[stage] for stage in STAGES]


def counts_for(user: User) -> list[YearCount]:
    """Return the number of schools that `user` sees by year and stage, oldest year first, without gaps."""
    rows = (
        Participation.objects.visible_to(user)
        .exclude(state__in=NOT_TAKING_PART)
        .filter(project__stage__in=STAGES)
        .order_by("project__academic_year")
        .values_list("project__academic_year", "project__stage")
        .annotate(number=Count("school", distinct=True))
    )
    counts: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STAGES, 0))
    for year, stage, number in rows:
        counts[year][stage] = number
    if not counts:
        return []
    return [YearCount(AcademicYear(year), counts[year]) for year in range(min(counts), max(counts) + 1)]


def plot_title(counts: list[YearCount], this_year: AcademicYear) -> str:
    """Return what the plot shows of `this_year`, or of the last year there is, as its title."""
    index = next((position for position, count in enumerate(counts) if count.year == this_year), len(counts) - 1)
    now = counts[index].counts[Stage.SUSTAINING]
    head = f"{now} school{'' if now == 1 else 's'} sustaining in {counts[index].year}"
    if index == 0:
        return head
    more = now - counts[index - 1].counts[Stage.SUSTAINING]
    comparison = f"{abs(more)} {'more' if more > 0 else 'fewer'} than" if more else "as many as"
    return f"{head}, {comparison} the year before"


def plot(counts: list[YearCount], this_year: AcademicYear) -> Plot:
    """Return a stacked column chart of the stages, one column for each year."""
    return bars(
        plot_title(counts, this_year),
        [str(count.year) for count in counts],
        [
            Series(str(stage.label), [count.counts[stage] for count in counts], look)
            for stage, look in zip(STAGES, ("plain", "mid", "solid"), strict=True)
        ],
        heading="Year",
        caption="Schools by stage and academic year. A school that withdrew is not counted.",
    )
