"""Words to values for claims and payment runs."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.common.forms import MoneyField, OnceMixin, ReasonForm, TypedDateField

from .actions import NewLine
from .models import Claim

__all__ = ["ClaimForm", "LineForm", "LineFormSet", "PrepareForm", "ReasonForm", "ReleaseForm", "SubmitForm"]


class LineForm(forms.Form):
    """One release of a teacher. A row left empty is left out."""

    released_on = TypedDateField(label="Date", required=False)
    teacher = forms.CharField(label="Teacher released", max_length=120, required=False)
    cost = MoneyField(label="Cost in pounds", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.is_blank():
            return data
        wanted = {
            "released_on": "Write the date on which the teacher was released, like 4/11/2026.",
            "teacher": "Write who was released.",
            "cost": "Write what the release cost, like 320.00.",
        }
        for name, sentence in wanted.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return data

    def is_blank(self) -> bool:
        """Nothing was typed in this row."""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields)


class BaseLineFormSet(forms.BaseFormSet):
    """The lines of a claim: at least one."""

    def clean(self) -> None:
        if not any(self.errors) and not self.lines():
            raise forms.ValidationError("Add at least one line: who was released, when, and what it cost.")

    def lines(self) -> list[NewLine]:
        """The rows that something was typed in."""
        return [
            NewLine(row.cleaned_data["released_on"], row.cleaned_data["teacher"], row.cleaned_data["cost"])
            for row in self.forms
            if not row.is_blank()
        ]


LineFormSet = forms.formset_factory(LineForm, formset=BaseLineFormSet, extra=0, min_num=3, max_num=30, absolute_max=40)


class ClaimForm(OnceMixin):
    """What a claim has beside its lines: the key that makes a double press one claim."""


class SubmitForm(forms.Form):
    """The declaration at submission."""

    declared = forms.BooleanField(
        label="These teachers were released on these days for this programme, and the costs are the school’s own.",
        error_messages={"required": "Tick the declaration: without it a claim cannot be submitted."},
    )

    def action_data(self) -> dict[str, Any]:
        """Nothing: the tick is the point."""
        return {}


class PrepareForm(forms.Form):
    """Approved claims to be paid together."""

    claims = forms.ModelMultipleChoiceField(
        Claim.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one approved claim."},
    )

    def __init__(self, *args: Any, claims: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["claims"].queryset = claims  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Keywords for the action."""
        return {"claims": list(self.cleaned_data["claims"])}


class ReleaseForm(forms.Form):
    """The day on which the money leaves."""

    paid_on = TypedDateField(label="Day of payment", error_messages={"required": "Write the day of payment."})

    def action_data(self) -> dict[str, Any]:
        """Keywords for the action."""
        return {"paid_on": self.cleaned_data["paid_on"]}
