"""Forms that ask before they take a day on which schools are closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from .closed_days import day_warning
from .terms import TermCalendar


class DayCheckbox(forms.CheckboxInput):
    """A tick box for one day: its value is that day, so that ticking it says nothing of another."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name, "")


class ClosedDayMixin(forms.Form):
    """Asks before it takes a day on which schools are closed. Pass the hub's `calendar` of terms."""

    closed_day = forms.CharField(required=False, widget=forms.HiddenInput)

    day_field = "date"
    """The field that has the day."""
    verb = "Choose"
    """What the tick box confirms: `Choose 25 December anyway`."""

    def __init__(self, *args: Any, calendar: TermCalendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calendar = calendar

    def ask_about(self, day: date) -> None:
        """Add an error and a tick box, unless it is a school day, the day as it was, or ticked."""
        known = (self.initial.get(self.day_field), self.cleaned_data.get("closed_day"))
        warning = "" if day in known or day.isoformat() in known else day_warning(day, self.calendar, self.verb)
        if warning:
            self.fields["closed_day"].widget = DayCheckbox(attrs={"value": day.isoformat()})
            self["closed_day"].label = f"{self.verb} {day.day} {day:%B} anyway"
            self.add_error(self.day_field, warning)
