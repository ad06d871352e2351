"""Columns of the participant and the school return: what each may hold, and which the programme has chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sustaining.common.errors import DomainError
from sustaining.common.file_columns import heading_problems

from .models import ReturnColumns, ReturnKind

DAY, NUMBER, TEXT = "day", "number", "text"


@dataclass(frozen=True)
class ReturnField:
    """What a column may hold: its usual heading, what its values are, and whether it is in a return from the start."""

    heading: str
    values: str = TEXT
    is_usual: bool = False
    is_needed: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a return, under its own heading."""

    key: str
    heading: str


ABOUT_SCHOOL = {
    "school": ReturnField("School", is_usual=True),
    "urn": ReturnField("URN", NUMBER, is_usual=True, is_needed=True),
    "local_authority": ReturnField("Local authority"),
    "hub": ReturnField("Hub", is_usual=True),
    "region": ReturnField("Region"),
    "project": ReturnField("Project", is_usual=True),
    "project_title": ReturnField("Project title"),
    "stage": ReturnField("Stage"),
    "focus": ReturnField("Focus", is_usual=True),
    "status": ReturnField("Status on the day"),
    "enrolled_on": ReturnField("Enrolled on", DAY),
}
COMPLETED = {
    "meetings_attended": ReturnField("Meetings attended", NUMBER, is_usual=True),
    "meetings_held": ReturnField("Meetings held", NUMBER, is_usual=True),
    "completed": ReturnField("Completed", is_usual=True),
    "completed_on": ReturnField("Completed on", DAY),
}
FIELDS: dict[str, dict[str, ReturnField]] = {
    ReturnKind.PARTICIPANTS: {
        "person": ReturnField("Name", is_usual=True, is_needed=True),
        "trn": ReturnField("TRN", is_usual=True),
        "role": ReturnField("Role"),
        "starts_on": ReturnField("From", DAY),
        "ends_on": ReturnField("To", DAY),
        **ABOUT_SCHOOL,
        **COMPLETED,
    },
    ReturnKind.SCHOOLS: {
        **ABOUT_SCHOOL,
        "advocates": ReturnField("Mastery Advocates", NUMBER, is_usual=True),
        "sessions": ReturnField("Support sessions", NUMBER),
        "days_used": ReturnField("Support days used", NUMBER),
        **COMPLETED,
    },
}
"""What a column may hold, by kind of return. A date of birth is asked for nowhere, so none can be returned."""


class ColumnsNotPossible(DomainError):
    """These columns make no return; `field` names the form's field."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def usual_columns(kind: str) -> list[Column]:
    """Return the columns that a kind of return has until others are chosen."""
    return [Column(key, field.heading) for key, field in FIELDS[kind].items() if field.is_usual]


def get_columns(kind: str) -> list[Column]:
    """Return the columns that the programme has chosen for a kind of return, or the usual ones. One query."""
    chosen = ReturnColumns.objects.filter(kind=kind).first()
    return [Column(*column) for column in chosen.columns] if chosen else usual_columns(kind)


def column_problems(kind: str, columns: Sequence[Column]) -> Iterator[ColumnsNotPossible]:
    """Yield why these columns make no return; each error names its form field."""
    keys = {column.key for column in columns}
    for key, field in FIELDS[kind].items():
        if field.is_needed and key not in keys:
            yield ColumnsNotPossible(
                f"Enter a position for {field.heading}. Every return of this kind has it.", f"{key}-place"
            )
    for column, problem in zip(columns, heading_problems(column.heading.strip() for column in columns), strict=True):
        if problem:
            yield ColumnsNotPossible(problem, f"{column.key}-heading")
