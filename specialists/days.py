"""A Specialist's year in days: a room above says how many were used and planned, since sessions live there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple


class Spent(NamedTuple):
    """Days, in quarters or eighths: `used` are confirmed by the Specialist, `planned` are logged or planned."""

    used: Decimal = Decimal(0)
    planned: Decimal = Decimal(0)


Counter = Callable[[Iterable[int], int], dict[int, Spent]]
_COUNTERS: list[Counter] = []


def counts_days(counter: Counter) -> Counter:
    """Register `counter(specialist keys, academic year) -> {key: Spent}`, from `AppConfig.ready`."""
    _COUNTERS.append(counter)
    return counter


def spent_in(specialists: Iterable[int], year: int) -> dict[int, Spent]:
    """Days used and planned of each Specialist in the academic year that starts in `year`; all of them have an entry."""
    keys = list(specialists)
    found = dict.fromkeys(keys, Spent())
    for counter in _COUNTERS:
        for key, spent in counter(keys, year).items():
            found[key] = Spent(found[key].used + spent.used, found[key].planned + spent.planned)
    return found
