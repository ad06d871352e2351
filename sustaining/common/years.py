"""The academic year as a value: 1 September to 31 August, Europe/London, written 2024/25."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

FIRST_MONTH = 9
EARLIEST, LATEST = 2000, 2098


@dataclass(frozen=True, order=True)
class AcademicYear:
    """One academic year, named by the calendar year it starts in: `AcademicYear(2024)` is 2024/25.

    Stored in the database as that small integer. Source: England's school year (docs/domain.md, *Calendar*).
    """

    start: int

    @classmethod
    def of(cls, day: date) -> AcademicYear:
        """Return the academic year that `day` falls in."""
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    @property
    def starts(self) -> date:
        """Return 1 September."""
        return date(self.start, FIRST_MONTH, 1)

    @property
    def ends(self) -> date:
        """Return 31 August."""
        return date(self.start + 1, FIRST_MONTH - 1, 31)

    def as_at(self, day: date) -> date:
        """Return the day that the year's figures and facts are of on `day`: that day, or the last of a year that is over."""
        return min(day, self.ends)

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02d}"

    def next(self) -> AcademicYear:
        """Return the following year."""
        return AcademicYear(self.start + 1)

    def q(self, field: str) -> dict[str, Any]:
        """Return filter arguments for rows whose date `field` is in this year."""
        # Both ends included, which is right for dates. A datetime needs other bounds: as one, the last day ends at its
        # first midnight.
        return {f"{field}__range": (self.starts, self.ends)}


def year_choices(around: AcademicYear, back: int = 5, ahead: int = 1) -> list[tuple[int, str]]:
    """Return choices for a form, newest first: `back` years before `around` to `ahead` years after."""
    years = range(around.start + ahead, around.start - back - 1, -1)
    return [(start, str(AcademicYear(start))) for start in years]
