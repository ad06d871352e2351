"""Forms for samples, evidence, recoveries and late claims."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.common.files import UploadsField
from sustaining.common.forms import MoneyField, TypedDateField


def _text(label: str, required: str) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, error_messages={"required": required}
    )


class ActionForm(forms.Form):
    """A form whose cleaned data are the action's keyword arguments."""

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return dict(self.cleaned_data)


class SampleForm(ActionForm):
    """Size, academic year and deadline of a sample."""

    academic_year = forms.TypedChoiceField(label="Academic year", coerce=int)
    number = forms.IntegerField(
        label="Number of claims", min_value=1, max_value=500,
        error_messages={"required": "Enter the number of claims to check."},
    )  # fmt: skip
    answer_by = TypedDateField(
        label="Evidence due by", error_messages={"required": "Enter the date, for example 26 February 2027."}
    )

    def __init__(self, *args: Any, years: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["academic_year"].choices = years  # type: ignore[attr-defined]


class EvidenceForm(ActionForm):
    """Evidence that the teachers were released."""

    uploads = UploadsField(
        label="Photos or files",
        required=False,
        help_text="A photo of the cover timesheet or the supply invoice is enough. One file can cover several items. "
        "Up to 10 MB each.",
    )
    text = _text("What do the files show?", "Enter what the files show, in a sentence.")


class FindingForm(ActionForm):
    """The hub's finding."""

    finding = _text("What did you find?", "Enter what you found. It is recorded, and the school can read it.")
    verdict = forms.ChoiceField(
        label="Was the money spent as claimed?",
        choices=[("accept", "Yes, the evidence shows it"), ("refuse", "No, or no evidence received")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments; `verdict` only chooses the action."""
        return {"finding": self.cleaned_data["finding"]}


class RecoveryForm(ActionForm):
    """Amount and reason of a recovery."""

    amount = MoneyField(label="Amount to recover", error_messages={"required": "Enter the amount, for example 320.00."})
    reason = _text("Reason", "Enter the reason. The school will see it.")


class SettleForm(ActionForm):
    """Day of the repayment."""

    settled_on = TypedDateField(
        label="Repaid on", error_messages={"required": "Enter the date, for example 12 March 2027."}
    )


class LateForm(ActionForm):
    """Permission for late claims."""

    late_until = TypedDateField(
        label="Allow claims until", error_messages={"required": "Enter the last day, for example 23 July 2027."}
    )
    reason = _text("Reason", "Enter the reason. It is recorded.")
