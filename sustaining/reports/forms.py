"""Forms that take a return, choose its columns, and share an impact report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms

from sustaining.common.clock import today
from sustaining.common.file_columns import ColumnPlacesForm
from sustaining.common.forms import TypedDateField
from sustaining.common.years import AcademicYear

from .models import ReturnPoint
from .quality_checks import OpenPoints
from .return_columns import FIELDS, Column, ColumnsNotPossible, column_problems


class FreezeForm(forms.Form):
    """Which of the year's two returns is frozen."""

    point = forms.ChoiceField(choices=ReturnPoint)


class ImpactLinkForm(forms.Form):
    """Who a link to an impact report is for, and its last day."""

    sent_to = forms.CharField(
        label="Who it is for",
        max_length=120,
        help_text="For example, Governors of Ashdown Vale Academy. Shown in the list of links and on the report.",
        error_messages={"required": "Enter who the link is for, for example the school’s governors."},
    )
    ends_on = TypedDateField(
        label="Last day",
        help_text="The link stops working after this day. It must be within a year.",
        error_messages={"required": "Enter the last day of the link, for example 4 December 2026."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"ends_on": today() + timedelta(days=28)})

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `share_impact`."""
        return dict(self.cleaned_data)


class TakeReturnForm(forms.Form):
    """The day for which a participant or school return is taken."""

    on = TypedDateField(
        label="As it was on",
        error_messages={"required": "Enter the day of the return, for example 31 March 2027."},
    )

    seen = forms.BooleanField(
        label="I’ve looked at what is open",
        error_messages={"required": "Look at what is open in data quality, then confirm that you have."},
    )

    def __init__(self, data: Any = None, *, kind: str, year: AcademicYear, points: OpenPoints) -> None:
        self.kind, self.year = kind, year
        super().__init__(data, initial={"on": min(today(), year.ends)})
        self.fields["on"].within = year  # type: ignore[attr-defined]
        if not points.total:
            del self.fields["seen"]

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `take_return`."""
        # Of what was open when the page was shown, so that the action notices what has come since.
        shown = self.data.get("points", "") if self.cleaned_data.get("seen") else ""
        return {"kind": self.kind, "year": self.year, "on": self.cleaned_data["on"], "seen": shown}


class ReturnColumnsForm(ColumnPlacesForm):
    """Position and heading of each column that a kind of return may have."""

    def __init__(self, data: Any = None, *, kind: str, columns: list[Column]) -> None:
        super().__init__(data)
        self.kind = kind
        places = {column.key: (place, column.heading) for place, column in enumerate(columns, start=1)}
        for key, field in FIELDS[kind].items():
            place, heading = places.get(key, (None, field.heading))
            self.add_column(key, field.heading, place=place, heading=heading)

    def rows(self) -> list[tuple[str, list[Any]]]:
        """Return (what the column holds, its bound fields) for each column, those of the return first."""
        keys = sorted(FIELDS[self.kind], key=lambda key: self.fields[f"{key}-place"].initial or 99)
        return [(FIELDS[self.kind][key].heading, [self[f"{key}-place"], self[f"{key}-heading"]]) for key in keys]

    def column_problems(self, data: dict[str, Any]) -> Iterator[ColumnsNotPossible]:
        """Yield why these columns make no return."""
        return column_problems(self.kind, self._chosen(data))

    def _chosen(self, data: dict[str, Any]) -> list[Column]:
        """Return the columns with a position, in order."""
        return [Column(key, data.get(f"{key}-heading", "")) for key in self.chosen_keys(data)]

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `set_return_columns`."""
        return {"columns": self._chosen(self.cleaned_data)}
