"""What a person wants to be told."""

from __future__ import annotations

from typing import Any

from django import forms

from .models import Wanted


class WantedForm(forms.Form):
    """Everything, no reminders, or changes and cancellations only."""

    wanted = forms.ChoiceField(choices=Wanted, widget=forms.RadioSelect, label="Which e-mails you want")

    def action_data(self) -> dict[str, Any]:
        """Keywords for the action."""
        return {"wanted": self.cleaned_data["wanted"]}
