"""Forms for bank statements."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.common.mapped_sheets import ColumnsForm, line_numbers
from sustaining.common.sheet_uploads import SheetField


class StatementField(SheetField):
    """A field for a statement: a list, or a file in the Open Financial Exchange format."""

    widget = forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.ofx,.qfx"})


class StatementForm(forms.Form):
    """A bank statement."""

    file = StatementField(
        label="CSV, Excel or OFX file",
        help_text="Your bank’s own download. Only lines that are payments of your hub are kept.",
    )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"file": self.cleaned_data["file"]}


class StatementColumnsForm(ColumnsForm):
    """What each column of a statement holds."""

    missing_columns = (
        "Choose which columns have the date, the amount or what was paid out, and the description or reference."
    )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"columns": self.mapped(self.cleaned_data)}


class ChosenLinesForm(forms.Form):
    """The lines to match, by their numbers, and the fingerprint of the statement as it was shown."""

    seen = forms.CharField(max_length=32, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.numbers = line_numbers(data.getlist("row"))

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"chosen": self.numbers, "seen": self.cleaned_data["seen"]}
