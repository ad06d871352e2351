"""Forms of chasers: which schools are chased, and how often the site does so by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from sustaining.common.clock import today
from sustaining.common.forms import TypedDateField

from .chase_lists import ChaseLine
from .models import MOST_TIMES, MOST_WEEKS

FIRST_DAY = {"required": "Enter the first day, for example 4 January 2027."}
BY_DAY, BY_TIMES = "day", "times"


class ChaseForm(forms.Form):
    """The schools to chase, among those that have anyone to email."""

    chosen = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Select the schools to chase."}, label="Schools"
    )

    def __init__(self, data: Any = None, *, kind: str, lines: Sequence[ChaseLine]) -> None:
        super().__init__(data)
        self.kind, self.lines = kind, list(lines)
        open_lines = [line for line in self.lines if line.people]
        self.fields["chosen"].choices = [(line.pk, str(line.row.school)) for line in open_lines]  # type: ignore[attr-defined]
        self.fields["chosen"].initial = [line.pk for line in open_lines if not line.is_recent(today())]

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield each school and whether its box is ticked, for the template."""
        chosen = {str(key) for key in self["chosen"].value() or []}
        for line in self.lines:
            yield {"line": line, "is_chosen": str(line.pk) in chosen}

    @property
    def chosen_lines(self) -> list[ChaseLine]:
        """Return the lines that were chosen. Call it on a valid form."""
        return [line for line in self.lines if line.pk in self.cleaned_data["chosen"]]

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `chase_schools`."""
        return {"kind": self.kind, "chosen": self.cleaned_data["chosen"]}


class ScheduleForm(forms.Form):
    """How often the site chases by itself, from when, and until when."""

    every_weeks = forms.IntegerField(
        label="Number of weeks between emails",
        min_value=1,
        max_value=MOST_WEEKS,
        initial=2,
        help_text=f"A whole number from 1 to {MOST_WEEKS}. For example, 2 to email every other week.",
        error_messages={"required": "Enter the number of weeks, for example 2."},
    )
    starts_on = TypedDateField(
        label="First day",
        help_text="If schools are closed, we’ll send the emails on the next school day.",
        error_messages=FIRST_DAY,
    )
    ends = forms.ChoiceField(
        label="Ends",
        choices=[(BY_TIMES, "After a number of times"), (BY_DAY, "On a date")],
        widget=forms.RadioSelect,
        initial=BY_TIMES,
        error_messages={"required": "Choose when it ends."},
    )
    most_times = forms.IntegerField(
        required=False,
        label="Number of times",
        min_value=1,
        max_value=MOST_TIMES,
        initial=3,
        help_text=f"Only if it ends after a number of times. A whole number from 1 to {MOST_TIMES}.",
    )
    ends_on = TypedDateField(
        required=False, label="Last day", help_text="Only if it ends on a date. For example, 26 March 2027."
    )

    def __init__(self, data: Any = None, *, kind: str) -> None:
        super().__init__(data, initial={"starts_on": today()})
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if data.get("ends") == BY_TIMES and not data.get("most_times") and "most_times" not in self.errors:
            self.add_error("most_times", "Enter the number of times, for example 3.")
        if data.get("ends") == BY_DAY and "ends_on" not in self.errors:
            if not ends_on:
                self.add_error("ends_on", "Enter the last day, for example 26 March 2027.")
            elif starts_on and ends_on < starts_on:
                self.add_error("ends_on", "Last day must be the same as or after the first day.")
        return data

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `schedule_chaser`."""
        data, by_day = self.cleaned_data, self.cleaned_data["ends"] == BY_DAY
        return {
            "kind": self.kind,
            "every_weeks": data["every_weeks"],
            "starts_on": data["starts_on"],
            "ends_on": data["ends_on"] if by_day else None,
            "most_times": None if by_day else data["most_times"],
        }
