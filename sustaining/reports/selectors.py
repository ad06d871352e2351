"""What the report page shows."""

from __future__ import annotations

from typing import Any

from devplans.choices import SessionKind

from . import drawings, figures, outcomes
from .asked import Asked


def report_of(asked: Asked) -> dict[str, Any]:
    """Every figure and plot of the report, in a constant number of statements."""
    months = figures.sessions(asked)
    plans = figures.plans(asked)
    marks = figures.attendance(asked)
    money = figures.money(asked)
    colours, evaluations = outcomes.colours(asked), outcomes.evaluations(asked)
    return {
        "taking_part": figures.taking_part(asked),
        "days": figures.days(asked),
        "months": months,
        "by_month": list(zip(months.labels, months.together, months.alone, strict=True)),
        "kinds": [(SessionKind(kind).label, kind, number) for kind, number in months.kinds.items()],
        "plans": plans,
        "marks": marks,
        "money": money,
        "colours": colours,
        "evaluations": evaluations,
        "plots": {
            "years": drawings.of_years(asked, figures.over_the_years(asked)),
            "months": drawings.of_months(months),
            "attendance": drawings.of_attendance(marks) if marks else None,
            "ideas": drawings.of_ideas(plans),
            "colours": drawings.of_colours(colours),
            "groups": drawings.of_groups(colours),
            "evaluations": drawings.of_evaluations(evaluations),
            "money": drawings.of_money(money),
        },
    }
