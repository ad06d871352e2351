"""The plots of a report: titles that say the finding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from devplans.choices import Aspect, Colour
from schools.choices import Stage
from sustaining.common.counts import join_words
from sustaining.common.money import format_pounds
from sustaining.common.plots import Plot, Series, bars

from .figures import STAGES, Months
from .filters import ReportFilter
from .outcomes import SCORES, Colours, Evaluations

LOOKS = {Colour.GREEN: "green", Colour.AMBER: "amber", Colour.RED: "red"}
FEW, BEHIND = 5, 0.05
"""Of fewer aims than this, or by a smaller share, no big idea is said to be behind."""


HALF = 0.5
"""More than this share is *most*."""


def find_highest(numbers: Sequence[float]) -> list[int]:
    """Return the places of the highest number: several where there is a tie."""
    return [place for place, number in enumerate(numbers) if number == max(numbers)]


def join_first(names: Sequence[str]) -> str:
    """Return one name, two or three joined; of more than three, how many there are besides the first two."""
    if len(names) > 3:
        return f"{names[0]}, {names[1]} and {len(names) - 2} others"
    return join_words(names)


def participation_chart(report_filter: ReportFilter, years: list[Any]) -> Plot:
    """Return the chart of schools by year and stage."""
    (_, before), (last, now) = years[-2:]
    change = now["all"] - before["all"]
    many = f"{abs(change)} {'more' if change > 0 else 'fewer'} than" if change else "the same as"
    return bars(
        f"{now['all']:,} schools are taking part in {last}, {many} the year before",
        [str(year) for year, _ in years],
        [Series(str(Stage(stage).label), [numbers[stage] for _, numbers in years]) for stage in STAGES],
        heading="Academic year",
        caption="Schools that took part or completed, by stage",
    )


def sessions_chart(months: Months) -> Plot:
    """Sessions by month, with and without the Specialist."""
    by_month = [together + alone for together, alone in zip(months.together, months.alone, strict=True)]
    title = f"{months.total:,} session{'' if months.total == 1 else 's'}"
    if months.total:
        highest = find_highest(by_month)
        names = join_first([f"{date.fromisoformat(f'{months.labels[place][1]}-01'):%B}" for place in highest])
        share = sum(by_month[place] for place in highest) / months.total
        share_words = "all" if share == 1 else "most" if share > HALF else f"the highest number ({max(by_month)})"
        title += f" in {names}" if months.total == 1 else f", {share_words} in {names}"
    return bars(
        title,
        [label for label, _ in months.labels],
        [Series("With the Specialist", months.together), Series("School-led", months.alone)],
        heading="Month",
        caption="Sessions that took place, by month",
    )


def attendance_chart(rows: list[dict[str, Any]]) -> Plot:
    """Return the chart of attendance by meeting."""
    marked = sum(row[mark] for row in rows for mark in ("present", "apologies", "absent"))
    share = round(100 * sum(row["present"] for row in rows) / marked) if marked else 0
    return bars(
        f"{share}% attendance at Work Group meetings" if marked else "No registers have been closed yet",
        [f"Meeting {row['number']}" for row in rows],
        [
            Series("Present", [row["present"] for row in rows], "solid"),
            Series("Apologies", [row["apologies"] for row in rows], "mid"),
            Series("Missed", [row["absent"] for row in rows], "plain"),
        ],
        heading="Meeting",
        caption="Attendance by meeting",
    )


def big_ideas_chart(plans: dict[str, Any]) -> Plot:
    """Aims by big idea."""
    numbers = [number for _, number in plans["ideas"]]
    title = "No aims have a big idea yet"
    if any(numbers):
        names = join_first([str(plans["ideas"][place][0]) for place in find_highest(numbers)])
        title = f"{names}: {max(numbers):,} of {plans['aims']:,} aims, more than any other big idea"
    return bars(
        title,
        [str(label) for label, _ in plans["ideas"]],
        [Series("Aims", [number for _, number in plans["ideas"]])],
        heading="Big idea",
        caption="Aims by big idea; an aim may draw on several",
    )


def rag_by_idea_chart(colours: Colours) -> Plot | None:
    """Return the chart of RAG colours by big idea."""
    if not colours.judged:
        return None
    title = f"{colours.total[Colour.GREEN]:,} of {colours.judged:,} reviewed aims are green"
    shares = [
        (numbers[Colour.GREEN] / sum(numbers.values()), label)
        for label, _, numbers in colours.ideas
        if sum(numbers.values()) >= FEW
    ]
    if len(shares) > 1 and max(shares)[0] - min(shares)[0] >= BEHIND:
        title += f"; {min(shares)[1]} is furthest behind"
    return by_colour(title, colours.ideas, "Big idea", "an aim may draw on several big ideas")


def rag_by_outcome_chart(colours: Colours) -> Plot | None:
    """Return the chart of RAG colours by outcome group."""
    if not colours.judged:
        return None
    reds = [numbers[Colour.RED] for _, _, numbers in colours.groups]
    title = "No aims are rated red"
    if any(reds):
        places = find_highest(reds)
        has, each = ("has", "") if len(places) == 1 else ("have", " each")
        names = join_first([str(colours.groups[place][0]) for place in places])
        title = f"{names} {has} the most red aims: {max(reds):,}{each}"
    return by_colour(title, colours.groups, "Outcome group", "by outcome group")


def by_colour(title: str, rows: Sequence[tuple[str, str, dict[str, int]]], heading: str, how: str = "") -> Plot:
    """Return a chart of aims by RAG rating, each rating in its colour, pattern and letter; `how` ends the caption."""
    return bars(
        title,
        [str(label) for label, _, _ in rows],
        [
            Series(str(colour.label), [numbers[colour] for _, _, numbers in rows], LOOKS[colour], str(colour.label)[0])
            for colour in (Colour.GREEN, Colour.AMBER, Colour.RED)
        ],
        heading=heading,
        caption="Aims by latest RAG rating of the year" + (f"; {how}" if how else ""),
    )


def evaluations_chart(evaluations: Evaluations) -> Plot | None:
    """Build the chart of schools' evaluations, 1 (little change) to 5."""
    means = [(mean, aspect) for aspect, mean in evaluations.means.items() if mean is not None]
    if not means:
        return None
    highest = max(round(mean, 1) for mean, _ in means)
    whose = {"students": "students", "teachers": "teachers", "department": "the department"}
    names = join_first([whose[aspect] for mean, aspect in means if round(mean, 1) == highest])
    scores = ("1, little", "2", "3", "4", "5, a great deal")
    return bars(
        f"Schools report the most change for {names}: {highest:.1f} out of 5",
        list(Aspect.labels),
        [
            Series(scores[score - 1], [evaluations.scores[value][score - 1] for value in Aspect.values])
            for score in SCORES
        ],
        heading="Change for",
        caption="Schools by evaluation score, 1 to 5",
    )


def grant_chart(money: dict[str, Any]) -> Plot:
    """Build the chart of the grant as one stacked column, in pounds."""
    return bars(
        f"{format_pounds(money['paid'])} of {format_pounds(money['amount'])} has been paid",
        ["Grants"],
        [
            Series("Paid", [money["paid"]], "solid"),
            Series("In payment", [money["in_payment"]], "checked"),
            Series("Approved", [money["approved"]], "mid"),
            Series("Submitted", [money["waiting"]], "striped"),
            Series("Left", [money["left"]], "plain"),
        ],
        heading="",
        caption="Release grants, in pounds",
        format_value=lambda value: f"£{value:,.2f}",
    )
