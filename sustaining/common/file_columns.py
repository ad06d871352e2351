"""Columns of a file that people choose: the position and the heading of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms

from .errors import DomainError
from .sheets import STARTS_A_FORMULA


def heading_problems(headings: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with each heading of a file, given those before it; empty if nothing."""
    seen: set[str] = set()
    for heading in headings:
        text = heading.strip()
        if not text:
            yield "Enter a heading for this column."
        elif text.casefold() in seen:
            yield f"Enter another heading: two columns are called “{text}”."
        elif heading.startswith(STARTS_A_FORMULA):
            yield "Enter a heading that begins with a letter or a number, not =, +, - or @."
        else:
            yield ""
        seen.add(text.casefold())


class ColumnPlacesForm(forms.Form):
    """Position (empty: left out) and heading of each column, as `components/column_places.html` shows them."""

    def add_column(self, key: str, title: str, *, place: int | None, heading: str) -> None:
        """Add the two fields of a column; `title` says what it holds."""
        self.fields[f"{key}-place"] = forms.IntegerField(
            label=f"Position of {title}", min_value=1, max_value=50, required=False, initial=place
        )
        self.fields[f"{key}-heading"] = forms.CharField(
            label=f"Heading of {title}", max_length=60, required=False, initial=heading
        )

    def column_problems(self, data: dict[str, Any]) -> Iterable[DomainError]:
        """Return why the chosen columns make no file: what each form asks. An error names its form field."""
        return ()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            for problem in self.column_problems(data):
                self.add_error(problem.field, str(problem))  # type: ignore[attr-defined]
        return data

    def chosen_keys(self, data: dict[str, Any]) -> list[str]:
        """Return the keys of the columns with a position, in order."""
        keys = [name.removesuffix("-place") for name in self.fields if name.endswith("-place")]
        return [key for _, key in sorted((data[f"{key}-place"], key) for key in keys if data.get(f"{key}-place"))]
