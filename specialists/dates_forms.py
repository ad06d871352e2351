"""The form that says on which weekdays of each term, and on which dates, a Specialist is free."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from schools.choices import TermName
from sustaining.common.clock import today
from sustaining.common.forms import parse_date
from sustaining.common.years import AcademicYear

from .dates import WEEKDAYS, FreeDays

MOST_DATES = 100
UNKNOWN, KNOWN = "", "days"


class DatesField(forms.CharField):
    """Dates of an academic year, one to a line or between commas."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, year: AcademicYear, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=3_000, **kwargs)
        self.year = year

    def clean(self, value: Any) -> list[date]:
        """Return the dates. Raise ValidationError that names the first one that can't be read or is of another year."""
        texts = [text.strip() for text in re.split(r"[\n,;]+", super().clean(value)) if text.strip()]
        if len(texts) > MOST_DATES:
            raise ValidationError(f"Enter up to {MOST_DATES} dates.")
        return sorted({self._read(text) for text in texts})

    def _read(self, text: str) -> date:
        try:
            day = parse_date(text[:60], near=today(), within=self.year)
        except (ValueError, OverflowError):
            raise ValidationError(f"“{text[:60]}” is not a date. Enter each date like 4 November 2026.") from None
        if day not in self.year:
            raise ValidationError(f"“{text[:60]}” must be in the {self.year} academic year.")
        return day


class DatesForm(forms.Form):
    """Weekdays of the three terms and single dates of one academic year. A term may stay unknown."""

    def __init__(self, data: Any = None, *, year: AcademicYear, days: FreeDays) -> None:
        initial: dict[str, Any] = {}
        for term in TermName:
            known = days.weekdays.get((year.start, term))
            initial[f"known_{term}"] = UNKNOWN if known is None else KNOWN
            initial[f"weekdays_{term}"] = list(known or ())
        for name, dates in (("free", days.free), ("busy", days.busy)):
            initial[name] = "\n".join(f"{day.day} {day:%B %Y}" for day in sorted(dates) if day in year)
        super().__init__(data, initial=initial)
        self.year = year
        for term in TermName:
            self.fields[f"known_{term}"] = forms.ChoiceField(
                required=False,
                label=str(term.label),
                choices=[(UNKNOWN, "Not known"), (KNOWN, "On these weekdays")],
                widget=forms.RadioSelect,
            )
            self.fields[f"weekdays_{term}"] = forms.TypedMultipleChoiceField(
                required=False,
                coerce=int,
                label=f"Weekdays in the {str(term.label).lower()}",
                choices=WEEKDAYS,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "Choose days from Monday to Friday."},
            )
        self.fields["free"] = DatesField(
            year=year,
            label="Other dates that they can give",
            help_text="One to a line, for example 4 November 2026.",
        )
        self.fields["busy"] = DatesField(
            year=year,
            label="Dates that they can’t give",
            help_text="Dates on one of their weekdays when they are not free, one to a line.",
        )

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `set_dates`. Ticked weekdays count also where *Not known* was left."""
        data = self.cleaned_data
        weekdays = {
            str(term): data[f"weekdays_{term}"] if data[f"weekdays_{term}"] or data[f"known_{term}"] == KNOWN else None
            for term in TermName
        }
        return {"year": self.year, "weekdays": weekdays, "free": data["free"], "busy": data["busy"]}
