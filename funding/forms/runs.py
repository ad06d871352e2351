"""Forms for payment runs, bank results and a hub's funding set-up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms

from schools.models import Project
from sustaining.common.file_columns import ColumnPlacesForm
from sustaining.common.files import MOST_BYTES
from sustaining.common.forms import MoneyField, TypedDateField
from sustaining.common.sheet_uploads import SheetField

from ..columns import COLUMNS, FIXED, Column, column_problems
from ..errors import ColumnsNotPossible
from ..models import Claim, ReleaseMonth


class PrepareForm(forms.Form):
    """Approved claims, and months of release pay, to be paid together."""

    claims = forms.ModelMultipleChoiceField(
        Claim.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one approved claim."},
    )
    months = forms.ModelMultipleChoiceField(
        ReleaseMonth.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, claims: Any, months: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["claims"].queryset = claims  # type: ignore[attr-defined]
        self.fields["months"].queryset = months  # type: ignore[attr-defined]
        # A run may pay release alone.
        self.fields["claims"].required = not (self.is_bound and self["months"].data)

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"claims": list(self.cleaned_data["claims"]), "months": list(self.cleaned_data["months"])}


class ReleaseForm(forms.Form):
    """Payment date."""

    paid_on = TypedDateField(
        label="Payment date", error_messages={"required": "Enter the payment date, for example 11 December 2026."}
    )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"paid_on": self.cleaned_data["paid_on"]}


class AnswerFileForm(forms.Form):
    """The finance system's result file."""

    file = SheetField(
        most_bytes=MOST_BYTES,
        label="CSV or XLSX file",
        help_text=(
            "Include the columns Reference and Result (paid or unpaid), and Reason for anything unpaid. Amount is "
            "optional."
        ),
    )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"file": self.cleaned_data["file"]}


class ConditionsForm(forms.Form):
    """The grant's conditions, one to a line."""

    conditions = forms.CharField(
        label="Conditions, one per line",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=8000,
        error_messages={"required": "Enter the conditions. Schools accept them before their first claim."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return dict(self.cleaned_data)


class WindowForm(forms.Form):
    """First and last day for claims."""

    project = forms.ModelChoiceField(Project.objects.none(), error_messages={"required": "Choose a project."})
    opens_on = TypedDateField(
        label="Opens", error_messages={"required": "Enter the first day, for example 1 September 2026."}
    )
    closes_on = TypedDateField(
        label="Closes", error_messages={"required": "Enter the last day, for example 23 July 2027."}
    )

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return dict(self.cleaned_data)


class BudgetForm(forms.Form):
    """The hub's budget for a year."""

    academic_year = forms.TypedChoiceField(label="Academic year", coerce=int)
    amount = MoneyField(
        label="Budget in pounds", most=Decimal(99_999_999), error_messages={"required": "Enter the budget in pounds."}
    )
    reason = forms.CharField(
        label="Reason for a change",
        max_length=300,
        required=False,
        help_text="Needed when the year has a budget already. For example, DfE reduced the hub’s grant from January.",
    )

    def __init__(self, *args: Any, years: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["academic_year"].choices = years  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return dict(self.cleaned_data)


class ColumnsForm(ColumnPlacesForm):
    """Position and heading of each column of the finance file; for a fixed column its text."""

    def __init__(self, *args: Any, columns: list[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = {column.key: (place, column) for place, column in enumerate(columns, start=1)}
        for key in [*COLUMNS, *FIXED]:
            place, column = places.get(key, (None, Column(key, COLUMNS[key][0] if key in COLUMNS else "")))
            shown = COLUMNS[key][0] if key in COLUMNS else f"Fixed text {key[-1]}"
            self.add_column(key, shown, place=place, heading=column.heading)
            if key in FIXED:
                self.fields[f"{key}-words"] = forms.CharField(
                    label=f"Text of {shown}", max_length=60, required=False, initial=column.fixed_text
                )

    def rows(self) -> list[tuple[str, list[Any]]]:
        """Return (column name, bound fields) for each column."""
        return [
            (
                COLUMNS[key][0] if key in COLUMNS else f"Fixed text {key[-1]}",
                [self[name] for name in self.fields if name.startswith(f"{key}-")],
            )
            for key in [*COLUMNS, *FIXED]
        ]

    def column_problems(self, data: dict[str, Any]) -> Iterator[ColumnsNotPossible]:
        """Yield what keeps these columns from being a file that finance can pay by."""
        return column_problems([Column(*column) for column in self._chosen(data)])

    def _chosen(self, data: dict[str, Any]) -> list[list[Any]]:
        """Return [key, heading, fixed text] of each column with a place, in order."""
        keys = self.chosen_keys(data)
        return [[key, data.get(f"{key}-heading", ""), data.get(f"{key}-words", "")] for key in keys]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"columns": self._chosen(self.cleaned_data)}
