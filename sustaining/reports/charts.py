"""The plots of a report: titles that say the finding."""

from __future__ import annotations

from typing import Any

from devplans.choices import Aspect, Colour
from schools.choices import Stage
from sustaining.common.money import format_pounds
from sustaining.common.plots import Plot, Series, columns

from .figures import STAGES, Months
from .filters import ReportFilter
from .outcomes import SCORES, Colours, Evaluations

SHORT = {
    "Representation and Structure": "Represent.", "Mathematical Thinking": "Thinking", "Student outcomes": "Students",
    "Practice development": "Practice", "Professional learning": "Learning", "Policies and approaches": "Policies",
    "No outcome group": "None",
}  # fmt: skip
LOOKS = {Colour.GREEN: "solid", Colour.AMBER: "striped", Colour.RED: "checked"}
FEW, BEHIND = 5, 0.05
"""Of fewer aims than this, or by a smaller share, no big idea is said to be behind."""


def participation_chart(report_filter: ReportFilter, years: list[Any]) -> Plot:
    """Return the chart of schools by year and stage."""
    (_, before), (last, now) = years[-2:]
    change = now["all"] - before["all"]
    many = f"{abs(change)} {'more' if change > 0 else 'fewer'} than" if change else "as many as"
    return columns(
        f"{now['all']:,} schools are taking part in {last}, {many} the year before",
        [str(year) for year, _ in years],
        [Series(str(Stage(stage).label), [numbers[stage] for _, numbers in years]) for stage in STAGES],
        heading="Academic year",
        caption="Schools that took part or completed, by stage",
    )


def sessions_chart(months: Months) -> Plot:
    """Sessions by month, with and without the Specialist."""
    best = max(range(len(months.labels)), key=lambda place: months.together[place] + months.alone[place], default=0)
    title = f"{months.total:,} sessions"
    if months.total:
        title += f", most of them in {months.labels[best][0]}"
    return columns(
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
    return columns(
        f"{share}% attendance at Work Group meetings" if marked else "No registers have been closed yet",
        [f"Meeting {row['number']}" for row in rows],
        [
            Series("Present", [row["present"] for row in rows], "solid"),
            Series("Apologies", [row["apologies"] for row in rows], "plain"),
            Series("Missed", [row["absent"] for row in rows], "striped"),
        ],
        heading="Meeting",
        caption="Attendance by meeting",
    )


def big_ideas_chart(plans: dict[str, Any]) -> Plot:
    """Aims by big idea."""
    most = max(plans["ideas"], key=lambda pair: pair[1], default=("", 0))
    title = (
        f"Most aims draw on {most[0]}: {most[1]:,} of {plans['aims']:,}" if most[1] else "No aims have a big idea yet"
    )
    return columns(
        title,
        [SHORT.get(str(label), str(label)) for label, _ in plans["ideas"]],
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
    return _by_colour(title, colours.ideas, "Big idea", "an aim may draw on several big ideas")


def rag_by_outcome_chart(colours: Colours) -> Plot | None:
    """Return the chart of RAG colours by outcome group."""
    if not colours.judged:
        return None
    reds = [(numbers[Colour.RED], label) for label, _, numbers in colours.groups]
    most, where = max(reds)
    title = f"{where} has the most red aims: {most:,}" if most else "No aims are rated red"
    return _by_colour(title, colours.groups, "Outcome group", "by outcome group")


def _by_colour(title: str, rows: list[tuple[str, str, dict[str, int]]], heading: str, how: str) -> Plot:
    return columns(
        title,
        [SHORT.get(label, label) for label, _, _ in rows],
        [
            Series(str(colour.label), [numbers[colour] for _, _, numbers in rows], LOOKS[colour])
            for colour in (Colour.GREEN, Colour.AMBER, Colour.RED)
        ],
        heading=heading,
        caption=f"Aims by latest RAG rating of the year; {how}",
    )


def evaluations_chart(evaluations: Evaluations) -> Plot | None:
    """Build the chart of schools' evaluations, 1 (little change) to 5."""
    means = [(mean, aspect) for aspect, mean in evaluations.means.items() if mean is not None]
    if not means:
        return None
    mean, aspect = max(means)
    whose = {"students": "students", "teachers": "teachers", "department": "the department"}[aspect]
    names = ("1, little", "2", "3", "4", "5, a great deal")
    return columns(
        f"Schools report the most change for {whose}: {mean:.1f} out of 5",
        list(Aspect.labels),
        [
            Series(names[score - 1], [evaluations.scores[value][score - 1] for value in Aspect.values])
            for score in SCORES
        ],
        heading="Change for",
        caption="Schools by evaluation score, 1 to 5",
    )


def grant_chart(money: dict[str, Any]) -> Plot:
    """Build the chart of the grant as one stacked column, in pounds."""
    return columns(
        f"{format_pounds(money['paid'])} of {format_pounds(money['amount'])} has been paid",
        ["Grants"],
        [
            Series("Paid", [money["paid"]], "solid"),
            Series("In payment", [money["in_payment"]], "checked"),
            Series("Approved", [money["approved"]], "striped"),
            Series("Submitted", [money["waiting"]], "dotted"),
            Series("Left", [money["left"]], "plain"),
        ],
        heading="",
        caption="Release grants, in pounds",
        format_value=lambda value: f"£{value:,.0f}",
    )
