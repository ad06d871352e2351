"""The plots of a report: titles that say the finding."""

from __future__ import annotations

from typing import Any

from schools.choices import Stage
from sustaining.common.money import format_pounds
from sustaining.common.plots import Plot, Series, columns

from .asked import Asked
from .figures import STAGES, Months


def of_years(asked: Asked, years: list[Any]) -> Plot:
    """Schools by year and stage."""
    (_, before), (last, now) = years[-2:]
    change = sum(now.values()) - sum(before.values())
    many = f"{abs(change)} {'more' if change > 0 else 'fewer'} than" if change else "as many as"
    return columns(
        f"{sum(now.values()):,} schools take part in {last}, {many} the year before",
        [str(year) for year, _ in years],
        [Series(str(Stage(stage).label), [numbers[stage] for _, numbers in years]) for stage in STAGES],
        heading="Academic year",
        caption="Schools that took part or completed, by stage",
    )


def of_months(months: Months) -> Plot:
    """Sessions by month, with and without the Specialist."""
    best = max(range(len(months.labels)), key=lambda place: months.together[place] + months.alone[place], default=0)
    title = f"{months.total:,} sessions"
    if months.total:
        title += f", most of them in {months.labels[best][0]}"
    return columns(
        title,
        [label for label, _ in months.labels],
        [Series("With the Specialist", months.together), Series("By the school itself", months.alone)],
        heading="Month",
        caption="Sessions that took place, by month",
    )


def of_attendance(rows: list[dict[str, Any]]) -> Plot:
    """Who came, by meeting."""
    marked = sum(row[mark] for row in rows for mark in ("present", "apologies", "absent"))
    share = round(100 * sum(row["present"] for row in rows) / marked) if marked else 0
    return columns(
        f"{share} in 100 of those invited came to the Work Group’s meetings" if marked else "No register is closed yet",
        [f"Meeting {row['number']}" for row in rows],
        [
            Series("Present", [row["present"] for row in rows], "solid"),
            Series("Apologies", [row["apologies"] for row in rows], "plain"),
            Series("Missed", [row["absent"] for row in rows], "striped"),
        ],
        heading="Meeting",
        caption="Marks in the registers, by meeting of the year",
    )


def of_ideas(plans: dict[str, Any]) -> Plot:
    """Aims by big idea."""
    most = max(plans["ideas"], key=lambda pair: pair[1], default=("", 0))
    title = (
        f"{most[0]} is what most aims rest on: {most[1]:,} of {plans['aims']:,}"
        if most[1]
        else "No aim names a big idea yet"
    )
    short = {"Representation and Structure": "Represent.", "Mathematical Thinking": "Thinking"}
    return columns(
        title,
        [short.get(str(label), str(label)) for label, _ in plans["ideas"]],
        [Series("Aims", [number for _, number in plans["ideas"]])],
        heading="Big idea",
        caption="Aims of the schools’ plans, by big idea; an aim may rest on several",
    )


def of_money(money: dict[str, Any]) -> Plot:
    """The grant, as one stack."""
    waiting = money["committed"] - money["paid"]
    return columns(
        f"{format_pounds(money['paid'])} of {format_pounds(money['amount'])} is paid",
        ["Grants"],
        [
            Series("Paid", [money["paid"]], "solid"),
            Series("Committed, not paid yet", [waiting], "striped"),
            Series("Left", [money["left"]], "plain"),
        ],
        heading="",
        caption="Release grants, in pounds",
        words=lambda value: f"£{value:,.0f}",
    )
