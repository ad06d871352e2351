"""The form that records grant received."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from sustaining.common.forms import MoneyField, TypedDateField


class ReceiptForm(forms.Form):
    """Grant that the hub received: day, amount, reference."""

    received_on = TypedDateField(
        label="Received on",
        error_messages={"required": "Enter the day on which the grant arrived, for example 4 November 2026."},
    )
    amount = MoneyField(
        label="Amount in pounds",
        most=Decimal(99_999_999),
        error_messages={"required": "Enter the amount received in pounds."},
    )
    reference = forms.CharField(
        label="Payment reference",
        max_length=60,
        required=False,
        help_text="As on the remittance advice or bank statement.",
    )

    def __init__(self, data: Any = None, *, year: int) -> None:
        super().__init__(data)
        self.year = year

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `record_receipt`."""
        return {**self.cleaned_data, "academic_year": self.year}
