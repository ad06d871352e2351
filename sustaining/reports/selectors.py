"""What the report page shows."""

from __future__ import annotations

from typing import Any

from devplans.session_kinds import SessionKind

from . import charts, figures, outcomes
from .colleagues import REACHED
from .filters import ReportFilter
from .statement import Figure, fetch_figures

FIGURES: dict[str, Figure[Any]] = {
    "taking_part": figures.TAKING_PART,
    "years": figures.OVER_THE_YEARS,
    "months": figures.SESSIONS,
    "days": figures.DAYS,
    "colleagues": REACHED,
    "plans": figures.PLANS,
    "marks": figures.MARKS,
    "money": figures.MONEY,
    "colours": outcomes.COLOURS,
    "evaluations": outcomes.EVALUATIONS,
}


def report_context(report_filter: ReportFilter) -> dict[str, Any]:
    """Return every figure and plot of the report. One query, and the roles of an account that is no viewer."""
    values = fetch_figures(report_filter, FIGURES)
    years, months, marks, colours = values.pop("years"), values["months"], values["marks"], values["colours"]
    return {
        **values,
        "by_month": list(zip(months.labels, months.together, months.alone, strict=True)),
        "kinds": [(SessionKind(kind).label, kind, number) for kind, number in months.kinds.items()],
        "plots": {
            "years": charts.participation_chart(report_filter, years),
            "months": charts.sessions_chart(months),
            "attendance": charts.attendance_chart(marks) if marks else None,
            "ideas": charts.big_ideas_chart(values["plans"]),
            "colours": charts.rag_by_idea_chart(colours),
            "groups": charts.rag_by_outcome_chart(colours),
            "evaluations": charts.evaluations_chart(values["evaluations"]),
            "money": charts.grant_chart(values["money"]),
        },
    }
