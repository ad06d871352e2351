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
        label="How many claims", min_value=1, max_value=500,
        error_messages={"required": "Write how many claims to look into."},
    )  # fmt: skip
    answer_by = TypedDateField(label="Evidence by", error_messages={"required": "Write the day by which to answer."})

    def __init__(self, *args: Any, years: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["academic_year"].choices = years  # type: ignore[attr-defined]


class EvidenceForm(ActionForm):
    """Evidence that the teachers were released."""

    text = _text("What do the files show?", "Say in a sentence what the files show.")
    uploads = UploadsField(label="Files", required=False, help_text="Cover records, supply invoices: 10 MB each.")


class FindingForm(ActionForm):
    """The hub's finding."""

    finding = _text("What did you find?", "Say what you found: it is kept, and the school can read it.")
    verdict = forms.ChoiceField(
        label="Was the money spent as claimed?",
        choices=[("accept", "Yes, the evidence shows it"), ("refuse", "No, or nothing came")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments; `verdict` only chooses the action."""
        return {"finding": self.cleaned_data["finding"]}


class RecoveryForm(ActionForm):
    """Amount and reason of a recovery."""

    amount = MoneyField(label="Ask back", error_messages={"required": "Write the amount, like 320.00."})
    reason = _text("Why?", "Say why: the school reads it.")


class SettleForm(ActionForm):
    """Day of the repayment."""

    settled_on = TypedDateField(label="Came back on", error_messages={"required": "Write the day."})


class LateForm(ActionForm):
    """Permission for late claims."""

    late_until = TypedDateField(label="Take claims until", error_messages={"required": "Write the last day."})
    reason = _text("Why?", "Say why: it is kept.")
