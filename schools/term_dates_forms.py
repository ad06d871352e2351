"""The form for a hub's term dates of a year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from sustaining.common.forms import TypedDateField
from sustaining.common.years import AcademicYear

from .actions.term_dates import TermSpan
from .choices import TermName
from .models import Hub
from .terms import Term, get_terms

PARTS = (
    ("starts_on", "first day", "starts"),
    ("break_starts_on", "first day of half term", "break_starts"),
    ("break_ends_on", "last day of half term", "break_ends"),
    ("ends_on", "last day", "ends"),
)
EARLIEST_MONTH = 8
"""Some schools go back in the last days of August."""


class TermDatesForm(forms.Form):
    """First and last day of the three terms, and of the half terms between. It begins with the dates in use."""

    def __init__(self, data: Any = None, *, hub: Hub, year: AcademicYear) -> None:
        super().__init__(data)
        self.year = year
        terms: dict[str, Term] = {term.name.value: term for term in get_terms(hub, year)}
        for name in TermName:
            for field, label, attribute in PARTS:
                day = getattr(terms[name.value], attribute)
                self.fields[f"{name}-{field}"] = typed = TypedDateField(
                    label=f"{name.label}: {label}",
                    initial=day,
                    error_messages={
                        "required": f"Enter a date for {str(name.label).lower()}, {label}, for example {day:%-d/%-m/%Y}."
                    },
                )
                typed.within = year

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        last: tuple[str, date] | None = None
        for name in TermName:
            for field, label, _ in PARTS:
                key = f"{name}-{field}"
                day = data.get(key)
                if day is None:
                    continue
                first = date(self.year.start, EARLIEST_MONTH, 1)
                if not first <= day <= self.year.ends:
                    self.add_error(key, f"Date must be from {first:%-d %B %Y} to {self.year.ends:%-d %B %Y}.")
                elif last and day < last[1] + timedelta(days=field == "starts_on"):
                    must = "after" if field == "starts_on" else "on or after"
                    self.add_error(key, f"Date must be {must} the one before it ({last[1]:%-d %B %Y}, {last[0]}).")
                last = (f"{str(name.label).lower()}: {label}", day)
        return data

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `set_term_dates`."""
        data = self.cleaned_data
        return {
            "year": self.year,
            "terms": {name: TermSpan(*(data[f"{name}-{field}"] for field, _, _ in PARTS)) for name in TermName},
        }
