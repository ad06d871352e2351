"""Which project a cell of a list names: by its code, or by its year. Nothing here reads the database."""

from __future__ import annotations

from collections.abc import Sequence

from schools.choices import Stage
from schools.models import Project
from schools.roster import parse_academic_year
from sustaining.common.typed_text import clean_code
from sustaining.common.years import AcademicYear


def project_by_text(
    text: str, projects: Sequence[Project], *, what: str, none: str, any_stage: bool = False
) -> tuple[Project | None, str]:
    """Return the project with this code, or the Sustaining project of this year, or a sentence that says why none.

    `what` completes “2026/27” isn’t …; `none` is the sentence when there is no project to choose. With `any_stage` a year
    without a Sustaining project is that of its other one.
    """
    code = clean_code(text).upper()
    if match := next((project for project in projects if project.code == code), None):
        return match, ""
    try:
        start = parse_academic_year(text)
    except ValueError:
        start = None
    in_year = [project for project in projects if project.academic_year == start]
    of_year = [project for project in in_year if project.stage == Stage.SUSTAINING]
    if any_stage and not of_year:
        of_year = in_year
    if len(of_year) == 1:
        return of_year[0], ""
    if of_year:
        codes = " or ".join(project.code for project in of_year)
        return None, f"{AcademicYear(of_year[0].academic_year)} has several projects. Enter {codes}."
    codes = ", ".join(f"{project.code} ({project.year})" for project in projects)
    choice = f"Enter one of these: {codes}." if codes else none
    return None, f"“{text}” isn’t {what}. {choice}"
