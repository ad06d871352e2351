"""The form for a person's email preference."""

from __future__ import annotations

from typing import Any

from django import forms

from .models import EmailPreference


class EmailPreferenceForm(forms.Form):
    """Choose all emails, no reminders, or changes and cancellations only; and the weekly summary."""

    preference = forms.ChoiceField(choices=EmailPreference, widget=forms.RadioSelect, label="Which emails you want")
    weekly_summary = forms.BooleanField(
        required=False,
        label="Email me a summary on Monday mornings",
        help_text="Your tasks, your next 7 days, and what changed at your schools last week. "
        "If there is nothing to report, we don’t send it.",
    )

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return {"preference": self.cleaned_data["preference"], "weekly_summary": self.cleaned_data["weekly_summary"]}
