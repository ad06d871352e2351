"""The form that reports a problem."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from sustaining.common.forms import AddressField, OnceMixin
from sustaining.common.logs import mask_tokens

from .actions import Problem

LONGEST = 4000


class ProblemForm(OnceMixin, forms.Form):
    """What went wrong, on which page; people who are not signed in give their name and address too."""

    text = forms.CharField(
        label="What went wrong?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Say what you were doing, what you expected and what happened. Leave out names of students.",
        error_messages={"required": "Enter what went wrong."},
    )
    name = forms.CharField(label="Your name", max_length=150, error_messages={"required": "Enter your name."})
    email = AddressField(
        label="Your email address",
        max_length=254,
        help_text="We use it only to answer you.",
        error_messages={"required": "Enter your email address, for example name@school.org.uk."},
    )
    page = forms.CharField(label="Page", max_length=300, required=False)
    request_id = forms.CharField(
        label="Request number",
        max_length=64,
        required=False,
        help_text="Filled in for you. It helps us to find what happened.",
    )

    def __init__(self, data: Any = None, *, user: Any, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.user = user
        if user.is_authenticated:
            del self.fields["name"], self.fields["email"]

    def clean_page(self) -> str:
        """Return the address without anything that opens a link."""
        return mask_tokens(self.cleaned_data["page"])

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `report_problem`."""
        data = dict(self.cleaned_data)
        once: UUID = data.pop("once")
        signed_in = self.user.is_authenticated
        name, email = (self.user.full_name, self.user.email) if signed_in else (data["name"], data["email"])
        problem = Problem(data["text"], data["page"], data["request_id"], name, email)
        return {"problem": problem, "once": once}
