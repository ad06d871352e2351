"""Schools as their own people and their Specialist see them on their first page: what is left of days and grant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sustaining.common.money import format_pounds
from sustaining.common.templatetags.sustaining import days

from .board_rows import BoardRow


@dataclass(frozen=True)
class OwnSchool:
    """A school's year with its figures in words."""

    row: BoardRow

    @property
    def days_label(self) -> str:
        """Return what is left of the support days: `1 day left`, `½ day over`."""
        left = self.row.days_given - self.row.days_used
        unit = "day" if 0 < abs(left) <= 1 else "days"
        return f"{days(abs(left))} {unit} {'over' if left < 0 else 'left'}"

    @property
    def grant_note(self) -> str:
        """Return what became of the grant so far: `£292.50 paid, £97.50 queried`."""
        return ", ".join(self._claimed()) or "Nothing claimed yet"

    def _claimed(self) -> Iterator[str]:
        if not self.row.grant:
            return
        parts = {
            "paid": self.row.grant.paid,
            "to be paid": self.row.grant.approved + self.row.grant.in_payment,
            "submitted": self.row.waiting - self.row.queried,
            "queried": self.row.queried,
        }
        yield from (f"{format_pounds(amount)} {name}" for name, amount in parts.items() if amount > Decimal(0))
