"""Chaser about completion: what a school still has to do for its year to count as completed."""

from __future__ import annotations

from collections.abc import Iterator

from schools.chasers import DEPARTMENT
from schools.chasing import ChaserKind, ChaserSearch, Missing, register_chaser, school_path
from sustaining.common.years import AcademicYear

from .completion import check_completion, opens_on


def completion_missing(search: ChaserSearch) -> Iterator[Missing]:
    """Yield schools that still owe something for completing the year, from the first day of its summer term.

    Three queries for each of the two years that can be open.
    """
    for start in (search.year.start - 1, search.year.start):
        year = AcademicYear(start)
        calendars = search.calendars.values()
        if not any(search.day >= opens_on(calendar, year) for calendar in calendars):
            continue
        rows = search.participations.filter(project__academic_year=start)
        for completion in check_completion(rows, year):
            owed = [check.to_do for check in completion.missing if check.can_be_made_up]
            opens = opens_on(search.calendar(search.rows[completion.pk]), year)
            if owed and opens <= search.day:
                yield Missing(completion.pk, opens, "; ".join(owed))


register_chaser(
    ChaserKind(
        name="completion_missing",
        label="Completion missing",
        sentence="The school has not yet done everything that its project requires to complete the year.",
        due="From the first day of the summer term",
        recipients=DEPARTMENT,
        find=completion_missing,
        button="See what is missing",
        page=school_path("desk:school"),
        of_school=False,
        sample_detail="Review the plan in 2 terms; Submit the end-of-year evaluation",
    )
)
