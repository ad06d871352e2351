"""The form by which a hub lead or programme administrator asks for a person’s data."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.common.forms import AddressField, FormHelper


class DataRequestForm(forms.Form):
    """Whose data, and how the person asked for it."""

    address = AddressField(
        label="Email address of the person",
        help_text="The address of their account, or one that an application or a register names.",
        error_messages={
            "required": "Enter the person’s email address.",
            "invalid": "Enter an email address in the correct format, for example name@example.ac.uk.",
        },
    )
    reason = forms.CharField(
        label="How the person asked, and how you checked that it was them",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, letter of 3 November; we rang the school to confirm. Kept with the request.",
        error_messages={"required": "Enter how the person asked for their data."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.helper = FormHelper(self)

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `request_data`."""
        return dict(self.cleaned_data)
