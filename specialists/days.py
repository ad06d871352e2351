"""A Specialist's year in days: a room above says how many were used and planned, since sessions live there."""

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
    """Days used and planned of each Specialist in the academic year that starts in `year`; all of them have an entry."""
    keys = list(specialists)
    totals = dict.fromkeys(keys, Spent())
    for counted in days_spent.collect(keys, year):
        for key, spent in counted.items():
            totals[key] = Spent(totals[key].used + spent.used, totals[key].planned + spent.planned)
    return totals
