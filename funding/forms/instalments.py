"""How a project’s grant is paid: in one claim by items, or in instalments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from ..instalments import conditions
from ..models import Instalment

MOST = 4
"""How many instalments a project can have."""


class InstalmentsForm(forms.Form):
    """Up to four instalments, each with its percentage of the grant and its condition. All empty: claims by items."""

    def __init__(self, *args: Any, instalments: Sequence[Instalment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a condition"), *((name, fact.label) for name, fact in conditions().items())]
        known = {row.number: row for row in instalments}
        for number in range(1, MOST + 1):
            row = known.get(number)
            self.fields[f"percent-{number}"] = forms.IntegerField(
                label=f"Instalment {number}: per cent of the grant",
                min_value=1,
                max_value=100,
                required=False,
                initial=row.percent if row else None,
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off", "class": "form-control"}
                ),
                error_messages={
                    "invalid": "Enter a whole number, for example 50.",
                    "min_value": "Enter 1 or more.",
                    "max_value": "Enter 100 or less.",
                },
            )
            self.fields[f"fact-{number}"] = forms.ChoiceField(
                label=f"Instalment {number}: what must have happened",
                choices=choices,
                required=False,
                initial=row.fact if row else "",
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def rows(self) -> list[tuple[int, Any, Any]]:
        """Return (number, field of the percentage, field of the condition) of each instalment."""
        return [(number, self[f"percent-{number}"], self[f"fact-{number}"]) for number in range(1, MOST + 1)]

    def clean(self) -> dict[str, Any]:
        """Ask for the other half of an instalment that is half filled in."""
        data = super().clean() or {}
        for number in range(1, MOST + 1):
            percent, fact = data.get(f"percent-{number}"), data.get(f"fact-{number}")
            if percent and not fact:
                self.add_error(f"fact-{number}", f"Choose what must have happened for instalment {number}.")
            if fact and not percent and f"percent-{number}" not in self.errors:
                self.add_error(f"percent-{number}", f"Enter the percentage of instalment {number}.")
        return data

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `set_instalments`."""
        rows = [
            (self.cleaned_data[f"percent-{number}"], self.cleaned_data[f"fact-{number}"])
            for number in range(1, MOST + 1)
        ]
        return {"parts": [(percent, fact) for percent, fact in rows if percent]}
