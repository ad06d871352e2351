"""Forms about people’s data: asking for an archive, correcting a name or an address, closing the accounts of leavers."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.accounts.models import User
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


class WhyField(forms.CharField):
    """How the person asked, or why it is done: kept with the change, and emailed to them."""

    def __init__(self) -> None:
        super().__init__(
            label="Reason",
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="For example, letter of 3 November; we rang the school to confirm. The person is emailed it.",
            error_messages={"required": "Enter the reason."},
        )


class WhyForm(forms.Form):
    """A change of an account that needs a reason and nothing else."""

    reason = WhyField()

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for the action."""
        return dict(self.cleaned_data)


class NameForm(forms.Form):
    """The person’s name as it should be."""

    full_name = forms.CharField(
        max_length=150, label="Name", error_messages={"required": "Enter the person’s full name."}
    )
    reason = WhyField()

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `correct_name`."""
        return {**self.cleaned_data, "full_name": " ".join(self.cleaned_data["full_name"].split())}


class NewAddressForm(forms.Form):
    """The person’s new email address."""

    address = AddressField(
        label="New email address",
        error_messages={
            "required": "Enter the new email address.",
            "invalid": "Enter an email address in the correct format, for example name@example.ac.uk.",
        },
    )
    reason = WhyField()

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `change_address`."""
        return dict(self.cleaned_data)


class LeaversForm(forms.Form):
    """Whose accounts to close, of the people who have left."""

    people = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        label="People",
        error_messages={
            "required": "Select at least one person.",
            "invalid_choice": "One of these people is no longer in the list. Check it again.",
            "invalid_pk_value": "One of these people is no longer in the list. Check it again.",
        },
    )

    def __init__(self, data: Any = None, *, people: Any) -> None:
        super().__init__(data)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `close_leavers`."""
        return {"people": list(self.cleaned_data["people"])}
