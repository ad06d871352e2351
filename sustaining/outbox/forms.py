"""The form for a person's email preference."""

from __future__ import annotations

from typing import Any

from django import forms

from .models import EmailPreference


class EmailPreferenceForm(forms.Form):
    """Choose all emails, no reminders, or changes and cancellations only."""

    preference = forms.ChoiceField(choices=EmailPreference, widget=forms.RadioSelect, label="Which emails you want")

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return {"preference": self.cleaned_data["preference"]}
