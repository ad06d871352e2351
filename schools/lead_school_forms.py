"""Forms about a hub: the school that leads it, and how people reach it."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.common.forms import AddressField, TelephoneField, TypedDateField

from .models import Hub

CHANGED, CORRECTED = "changed", "corrected"


class DatedNameForm(forms.Form):
    """A name that a hub, or the school that leads it, has from a day: another one now, or the record was wrong.

    Its forms declare `name`, `what` and `starts_on`.
    """

    no_first_day = ""
    """What is said where another name has no first day."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("what") == CHANGED and "starts_on" in data and not data["starts_on"]:
            self.add_error("starts_on", self.no_first_day)
        return data

    @property
    def corrects(self) -> bool:
        """Return whether the record is corrected."""
        return self.cleaned_data["what"] == CORRECTED

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for the action that changes the name, or the one that corrects it."""
        return {"name": self.cleaned_data["name"].strip(), "starts_on": self.cleaned_data["starts_on"]}


class LeadSchoolForm(DatedNameForm):
    """The name of the lead school, and whether another school leads the hub or the record was wrong."""

    name = forms.CharField(
        max_length=150, label="Lead school", error_messages={"required": "Enter the name of the lead school."}
    )
    what = forms.ChoiceField(
        label="What has changed",
        choices=[
            (CHANGED, "Another school leads the hub now"),
            (CORRECTED, "The same school leads it: correct its name or first day"),
        ],
        widget=forms.RadioSelect,
        initial=CHANGED,
        error_messages={"required": "Select what has changed."},
    )
    starts_on = TypedDateField(
        label="First day",
        required=False,
        help_text="From when this school leads the hub, for example 1 Sep 2026. Reports for earlier years name the "
        "previous school.",
    )
    no_first_day = "Enter the first day of the new lead school, for example 1 Sep 2026."

    def __init__(self, data: Any = None, *, hub: Hub) -> None:
        super().__init__(data, initial={"name": hub.lead_school})


class HubContactForm(forms.Form):
    """How people reach the hub: the address for replies to its emails, and a telephone number if it has one."""

    contact_email = AddressField(
        max_length=254,
        label="Contact email",
        help_text="Replies to the emails that we send for your hub go to this address. Schools see it as your hub’s address.",
        error_messages=dict.fromkeys(
            ("required", "invalid"), "Enter the hub’s email address, for example hub@example.sch.uk."
        ),
    )

    telephone = TelephoneField(help_text="Shown below the emails that we send for your hub, and in help.")

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return dict(self.cleaned_data)
