"""A Specialist's days in a year. Sessions belong to an app above, which provides the days used and planned."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from sustaining.common.extensions import ExtensionPoint

from .models import Assignment


class Spent(NamedTuple):
    """Days, in quarters or eighths: `used` are confirmed by the Specialist, `planned` are logged or planned."""

    used: Decimal = Decimal(0)
    planned: Decimal = Decimal(0)


days_spent: ExtensionPoint[dict[int, Spent]] = ExtensionPoint(
    "specialists.days_spent",
    "Days used and planned of Specialists (keys) in an academic year: `(keys, year) -> {key: Spent}`.",
)

days_at_schools: ExtensionPoint[dict[tuple[int, int], Decimal]] = ExtensionPoint(
    "specialists.days_at_schools",
    "Days used by Specialist and participation (keys) in an academic year: `(keys, year) -> {(key, key): days}`.",
)
assignment_uses: ExtensionPoint[list[str]] = ExtensionPoint(
    "specialists.assignment_uses", "What hangs on an assignment, so that it can't be taken back: sentences."
)


def spent_in(specialists: Iterable[int], year: int) -> dict[int, Spent]:
    """Return days used and planned by Specialist for the academic year that starts in `year`, with an entry for each."""
    keys = list(specialists)
    totals = dict.fromkeys(keys, Spent())
    for counted in days_spent.collect(keys, year):
        for key, spent in counted.items():
            totals[key] = Spent(totals[key].used + spent.used, totals[key].planned + spent.planned)
    return totals


def used_at_schools(specialists: Iterable[int], year: int) -> dict[tuple[int, int], Decimal]:
    """Return days used by (specialist, participation) in the academic year that starts in `year`."""
    totals: dict[tuple[int, int], Decimal] = {}
    for counted in days_at_schools.collect(list(specialists), year):
        for key, used in counted.items():
            totals[key] = totals.get(key, Decimal(0)) + used
    return totals


def count_ended_support(specialists: list[Any], year: int) -> list[Any]:
    """Add the days used at schools whose support has ended to `.assigned` of Specialists (`with_assigned`); return these.

    What was assigned there and not used is free again. Two queries.
    """
    keys = [specialist.pk for specialist in specialists]
    assignments = Assignment.objects.filter(specialist__in=keys, ends_on__isnull=True)
    going_on = set(assignments.values_list("specialist", "participation"))
    used = used_at_schools(keys, year)
    for specialist in specialists:
        specialist.assigned += sum(
            (days for key, days in used.items() if key[0] == specialist.pk and key not in going_on), Decimal(0)
        )
    return specialists


def days_left_for_successors(assignments: Iterable[Assignment]) -> dict[int, Decimal]:
    """Return, by the assignment's key, the days that are not used yet, at least a quarter. One query for each year."""
    by_year: dict[int, list[Assignment]] = {}
    for assignment in assignments:
        by_year.setdefault(assignment.participation.project.academic_year, []).append(assignment)
    left = {}
    for year, rows in by_year.items():
        used = used_at_schools({row.specialist_id for row in rows}, year)
        for row in rows:
            spent = used.get((row.specialist_id, row.participation_id), Decimal(0))
            left[row.pk] = max(row.days - spent, Decimal("0.25"))
    return left
