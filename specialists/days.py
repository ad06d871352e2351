"""A Specialist's days in a year. Sessions belong to an app above, which provides the days used and planned."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from sustaining.common.extensions import ExtensionPoint


class Spent(NamedTuple):
    """Days, in quarters or eighths: `used` are confirmed by the Specialist, `planned` are logged or planned."""

    used: Decimal = Decimal(0)
    planned: Decimal = Decimal(0)


days_spent: ExtensionPoint[dict[int, Spent]] = ExtensionPoint(
    "specialists.days_spent",
    "Days used and planned of Specialists (keys) in an academic year: `(keys, year) -> {key: Spent}`.",
)


def spent_in(specialists: Iterable[int], year: int) -> dict[int, Spent]:
    """Return days used and planned by Specialist for the academic year that starts in `year`, with an entry for each."""
    keys = list(specialists)
    totals = dict.fromkeys(keys, Spent())
    for counted in days_spent.collect(keys, year):
        for key, spent in counted.items():
            totals[key] = Spent(totals[key].used + spent.used, totals[key].planned + spent.planned)
    return totals
