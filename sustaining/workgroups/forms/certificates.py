"""Forms of certificates: whom to issue them for, and the number that anybody can check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from ..certificates import LENGTH, PART, PersonAttendance, split_number
from ..choices import CertificateKind

WHOLE_NUMBER = LENGTH + LENGTH // PART - 1


class IssueForm(forms.Form):
    """The kind of certificate, and the people who get one."""

    kind = forms.ChoiceField(
        label="Kind",
        choices=CertificateKind,
        initial=CertificateKind.ATTENDANCE,
        error_messages={"required": "Choose the kind of certificate."},
    )
    people = forms.MultipleChoiceField(error_messages={"required": "Select the people to issue certificates for."})

    def __init__(self, *args: Any, rows: Sequence[PersonAttendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["people"]
        choices.choices = [(row.key, str(row.user)) for row in rows]

    def action_data(self) -> dict[str, Any]:
        """Return the keywords for issue_certificates."""
        return {"kind": self.cleaned_data["kind"], "people": self.cleaned_data["people"]}


class NumberForm(forms.Form):
    """The number of a certificate, as it is printed or without its hyphens."""

    number = forms.CharField(
        label="Certificate number",
        help_text="It is at the foot of the certificate, for example K7QD-93MF-XW2P.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the number at the foot of the certificate, for example K7QD-93MF-XW2P."},
    )

    def clean_number(self) -> str:
        number = split_number(self.cleaned_data["number"])
        if len(number) != WHOLE_NUMBER:
            raise forms.ValidationError("A certificate number has 12 letters and digits, for example K7QD-93MF-XW2P.")
        return number
