"""What of data quality is on the desk: the checks that are not left until a return is taken."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from schools.roles import PROGRAMME_STAFF
from sustaining.common.clock import london_day, start_of_day
from sustaining.common.counts import counted
from sustaining.common.todo import DeskContext, Importance, Todo, list_first, todo
from sustaining.common.years import AcademicYear

from .quality import QualityScope
from .quality_checks import run_checks


@todo("data quality", PROGRAMME_STAFF, Importance.LAST)
def data_quality(desk: DeskContext) -> Iterator[Todo]:
    """Yield one task for what does not fit, is doubled or has closed at the schools that the reader runs."""
    day = london_day(desk.now)
    results = run_checks(QualityScope(desk.viewer, AcademicYear.of(day), day), only_for_desk=True)
    lines = [f"{result.check.title}: {len(result.open)}" for result in results if result.open]
    number = sum(len(result.open) for result in results)
    if number:
        yield Todo(
            title=f"Look at {counted(number, 'point')} of data quality",
            detail=list_first(lines),
            act="View data quality",
            url=reverse("reports:data-quality"),
            since=start_of_day(day),
            hubs=tuple(sorted({problem.hub for result in results for problem in result.open})),
        )
