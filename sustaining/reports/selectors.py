"""What the report page shows."""

from __future__ import annotations

from typing import Any

from devplans.session_kinds import SessionKind

from . import charts, figures, outcomes
from .colleagues import count_colleagues
from .filters import ReportFilter


def report_context(report_filter: ReportFilter) -> dict[str, Any]:
    """Return every figure and plot of the report, in a constant number of statements."""
    months = figures.sessions(report_filter)
    plans = figures.plans(report_filter)
    marks = figures.attendance(report_filter)
    money = figures.money(report_filter)
    colours, evaluations = outcomes.colours(report_filter), outcomes.evaluations(report_filter)
    return {
        "taking_part": figures.taking_part(report_filter),
        "days": figures.days(report_filter),
        "months": months,
        "by_month": list(zip(months.labels, months.together, months.alone, strict=True)),
        "kinds": [(SessionKind(kind).label, kind, number) for kind, number in months.kinds.items()],
        "colleagues": count_colleagues(report_filter),
        "plans": plans,
        "marks": marks,
        "money": money,
        "colours": colours,
        "evaluations": evaluations,
        "plots": {
            "years": charts.participation_chart(report_filter, figures.over_the_years(report_filter)),
            "months": charts.sessions_chart(months),
            "attendance": charts.attendance_chart(marks) if marks else None,
            "ideas": charts.big_ideas_chart(plans),
            "colours": charts.rag_by_idea_chart(colours),
            "groups": charts.rag_by_outcome_chart(colours),
            "evaluations": charts.evaluations_chart(evaluations),
            "money": charts.grant_chart(money),
        },
    }
