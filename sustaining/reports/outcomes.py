"""What came of it: how aims stood at their latest review of the year, and what schools said at its end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, OuterRef, Q, QuerySet, Subquery

from devplans.choices import Aspect, BigIdea, Colour, OutcomeGroup
from devplans.models import Evaluation, Judgement
from schools.models import School

from .asked import NO_GROUP, Asked

SCORES = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Colours:
    """Aims by colour: in all, by big idea and by outcome group. An aim may rest on several big ideas."""

    total: dict[str, int]
    ideas: list[tuple[str, str, dict[str, int]]]
    groups: list[tuple[str, str, dict[str, int]]]

    @property
    def judged(self) -> int:
        """How many aims were judged in the year."""
        return sum(self.total.values())


@dataclass(frozen=True)
class Evaluations:
    """How many schools handed in, and for each aspect how many said 1 to 5, and the mean."""

    handed_in: int
    scores: dict[str, list[int]]
    means: dict[str, Decimal | None]

    @property
    def rows(self) -> list[tuple[str, str, list[tuple[int, int]], Decimal | None]]:
        """(aspect, its name, [(score, schools)], mean)."""
        return [
            (aspect, words, list(zip(SCORES, self.scores[aspect], strict=True)), self.means[aspect])
            for aspect, words in Aspect.choices
        ]


def judgements(asked: Asked) -> QuerySet[Judgement]:
    """The latest judgement of the year of each aim of the schools, narrowed by colour, big idea and outcome group."""
    schools = asked.participations().order_by().values("school")
    of_year = Q(review__academic_year=asked.year.start)
    latest = Judgement.objects.filter(of_year, aim=OuterRef("aim")).order_by("-judged_at", "-pk").values("pk")[:1]
    found = Judgement.objects.visible_to(asked.user).filter(of_year, review__plan__school__in=schools)
    found = found.filter(pk=Subquery(latest))
    if asked.colour:
        found = found.filter(colour=asked.colour)
    if asked.idea:
        found = found.filter(aim__big_ideas__contains=[asked.idea])
    if asked.group:
        found = found.filter(aim__outcome_group="" if asked.group == NO_GROUP else asked.group)
    return found


def colours_of_school(school: School, user: Any, year: int) -> dict[str, int]:
    """How a school's aims stood at their latest review of a year. One query."""
    rows = Judgement.objects.visible_to(user).filter(review__plan__school=school, review__academic_year=year)
    latest = dict(rows.order_by("judged_at", "pk").values_list("aim", "colour"))
    return {colour: list(latest.values()).count(colour) for colour in Colour.values}


def colours(asked: Asked) -> Colours:
    """The latest colours of the year. One query."""
    rows: Any = judgements(asked).order_by().values("colour", "aim__big_ideas", "aim__outcome_group")
    total = _none_yet()
    ideas = {idea: _none_yet() for idea in BigIdea.values}
    groups = {group: _none_yet() for group in [*OutcomeGroup.values, NO_GROUP]}
    for row in rows.annotate(number=Count("pk")):
        colour, number = row["colour"], row["number"]
        total[colour] += number
        groups[row["aim__outcome_group"] or NO_GROUP][colour] += number
        for idea in row["aim__big_ideas"]:
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


def _none_yet() -> dict[str, int]:
    return dict.fromkeys(Colour.values, 0)


def handed_in(asked: Asked) -> QuerySet[Evaluation]:
    """The year's evaluations that the schools handed in, narrowed to those that gave one aspect one number."""
    schools = asked.participations().order_by().values("school")
    found = Evaluation.objects.visible_to(asked.user).filter(
        academic_year=asked.year.start, handed_in_at__isnull=False, plan__school__in=schools
    )
    if asked.aspect and asked.score:
        found = found.filter(**{asked.aspect: asked.score})
    return found


def evaluations(asked: Asked) -> Evaluations:
    """What the schools said of the year, in numbers. One query."""
    counts = {
        f"{aspect}_{score}": Count("pk", filter=Q(**{aspect: score})) for aspect in Aspect.values for score in SCORES
    }
    means = {f"{aspect}_mean": Avg(aspect) for aspect in Aspect.values}
    found = handed_in(asked).order_by().aggregate(number=Count("pk"), **counts, **means)
    return Evaluations(
        found["number"],
        {aspect: [found[f"{aspect}_{score}"] for score in SCORES] for aspect in Aspect.values},
        {aspect: found[f"{aspect}_mean"] for aspect in Aspect.values},
    )
