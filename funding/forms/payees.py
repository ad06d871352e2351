"""Forms for payee details, the hub's codes, and ready-made columns."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from schools.models import School
from sustaining.common.forms import AddressField

from ..column_sets import COLUMN_SETS, set_choices
from ..models.payees import ACCOUNT_NUMBER, NO_ACCOUNT_NUMBERS


class PayeeDetailsForm(forms.Form):
    """Whom the hub pays for a school."""

    name = forms.CharField(
        label="Pay to",
        max_length=120,
        help_text="The payee’s name in your finance system.",
        error_messages={"required": "Enter the payee’s name in your finance system."},
    )
    vendor_number = forms.CharField(
        label="Vendor number",
        max_length=30,
        required=False,
        help_text="The payee’s number in your finance system, for example V00417. It holds the bank account; this site doesn’t.",
    )
    bank_reference = forms.CharField(
        label="Bank reference",
        max_length=18,
        required=False,
        help_text="What the payee asks to read on its bank statement. Never an account number or a sort code.",
    )
    remittance_email = AddressField(
        label="Email for remittance advice",
        required=False,
        help_text="For example, the trust’s finance team. The school’s finance contacts get it in any case.",
    )
    reason = forms.CharField(
        label="Why it changes",
        max_length=300,
        help_text="Say how you checked it, for example by a call to a number you already had.",
        error_messages={"required": "Enter why it changes and how you checked it."},
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school

    def clean_bank_reference(self) -> str:
        """Refuse what looks like an account number or a sort code."""
        reference = str(self.cleaned_data["bank_reference"])
        if re.search(ACCOUNT_NUMBER, reference):
            raise forms.ValidationError(NO_ACCOUNT_NUMBERS)
        return reference

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"school": self.school, **self.cleaned_data}


class CodesForm(forms.Form):
    """The hub's codes in its finance system."""

    nominal_code = forms.CharField(label="Nominal code for release grants", max_length=20, required=False)
    cost_centre = forms.CharField(label="Cost centre", max_length=20, required=False)
    unmatched_days = forms.IntegerField(
        label="Days until a payment should be on a bank statement",
        min_value=1,
        max_value=90,
        help_text="A payment that is on none by then is on your desk, once you have uploaded a statement.",
        error_messages={"required": "Enter a number of days, for example 10."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return dict(self.cleaned_data)


class ColumnSetForm(forms.Form):
    """The finance system whose columns are taken over."""

    column_set = forms.ChoiceField(label="Finance system", error_messages={"required": "Choose a finance system."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["column_set"].choices = set_choices()  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        columns = COLUMN_SETS[self.cleaned_data["column_set"]].columns
        return {"columns": [list(column) for column in columns]}
