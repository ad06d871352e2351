"""Tables of a pack about pay for the release of Specialists. A hub that pays none has none of them."""

from __future__ import annotations

from django.db.models import Sum

from funding.models import ReleaseBudget, ReleaseMonth

from .fact_tables import DAY, MONEY, NUMBER, TEXT, FactTable
from .hub_year import HubYear


def release_budget_table(about: HubYear) -> FactTable:
    """Return the budget line for release pay: what of it is committed, paid and left. One query."""
    budget = ReleaseBudget.objects.filter(hub=about.hub, academic_year=about.year.start).first()
    rows = []
    if budget is not None:
        rows = [
            ("Budget", budget.amount),
            ("Committed", budget.committed),
            ("Paid", budget.paid),
            ("Left", budget.left),
        ]
    note = "Paid to the home schools of Specialists. In none of the figures of grants."
    return FactTable(
        "release-budget", "Budget for Specialists’ release", [("Figure", TEXT), ("Amount", MONEY)], rows, note,
        is_optional=True,
    )  # fmt: skip


def release_table(about: HubYear) -> FactTable:
    """Return each decision on a Specialist’s month, with who decided and what was paid. One query."""
    months = ReleaseMonth.objects.filter(budget__hub=about.hub, budget__academic_year=about.year.start)
    months = months.select_related("specialist__user", "home_school", "decided_by").annotate(days=Sum("sessions__days"))
    rows = [
        (row.reference, row.specialist, row.home_school.name, row.home_school.urn, f"{row.month:%B %Y}", row.status.label,
         row.days, row.amount, row.decided_at, row.decided_by, f"Run {row.run_id}" if row.run_id else "", row.reason)
        for row in months.order_by("month", "pk")
    ]  # fmt: skip
    columns = [
        ("Reference", TEXT), ("Specialist", TEXT), ("Paid to", TEXT), ("URN", NUMBER), ("Month", TEXT), ("Status", TEXT),
        ("Days", TEXT), ("Amount", MONEY), ("Decided", DAY), ("Decided by", TEXT), ("Run", TEXT), ("Reason", TEXT),
    ]  # fmt: skip
    return FactTable("release", "Pay for Specialists’ release", columns, rows, is_optional=True)
