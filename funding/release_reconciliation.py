"""Recalculate release pay from its ledger and compare it with budgets, months, sessions and payments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from .choices import SIDES, Account, EntryKind, ReleaseState
from .models import ReleaseBudget, ReleaseEntry, ReleaseMonth, ReleasePayment, ReleaseSession

HELD = (ReleaseState.APPROVED, ReleaseState.IN_RUN, ReleaseState.PAID)


def release_differences() -> Iterator[str]:
    """Yield a sentence for each difference of release pay from its ledger. Five queries."""
    accounts: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for entry in ReleaseEntry.objects.order_by("pk").iterator(chunk_size=5_000):
        if (entry.source, entry.target) != SIDES[EntryKind(entry.kind)]:
            yield f"Entry {entry.pk} of release pay has other sides than a {entry.get_kind_display().lower()}."
        accounts[entry.month_id][entry.source] -= entry.amount
        accounts[entry.month_id][entry.target] += entry.amount
    budgets: dict[int, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    summed = _sum_sessions()
    paying: dict[int, Decimal] = defaultdict(Decimal)
    for payment in ReleasePayment.objects.counting().iterator():
        paying[payment.month_id] += payment.amount
    for month in ReleaseMonth.objects.order_by("pk").iterator():
        of = accounts[month.pk]
        held, paid = of[Account.COMMITTED] + of[Account.PAID], of[Account.PAID]
        budgets[month.budget_id][0] += held
        budgets[month.budget_id][1] += paid
        should = month.amount if month.state in HELD else Decimal(0)
        if held != should or paid != (month.amount if month.state == ReleaseState.PAID else 0):
            yield f"Release pay {month.reference} ({month.state}) has £{held:,.2f} committed and £{paid:,.2f} paid in its ledger."
        if paid != paying[month.pk]:
            yield f"Release pay {month.reference}: payments of {paying[month.pk]} count; the ledger says {paid}."
        if month.amount != summed[month.pk]:
            yield f"Release pay {month.reference} is {month.amount}; its sessions add up to {summed[month.pk]}."
    for budget in ReleaseBudget.objects.select_related("hub").order_by("pk"):
        held, paid = budgets[budget.pk]
        if (budget.committed, budget.paid) != (held, paid):
            stored = f"£{budget.committed:,.2f} committed, £{budget.paid:,.2f} paid"
            yield f"{budget} says {stored}; its ledger £{held:,.2f}, £{paid:,.2f}."


def _sum_sessions() -> dict[int, Decimal]:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for month, amount in ReleaseSession.objects.order_by().values_list("month", "amount").iterator():
        sums[month] += amount
    return sums
