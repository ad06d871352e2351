"""Forms that freeze a return and share an impact report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from sustaining.common.clock import today
from sustaining.common.forms import TypedDateField

from .models import ReturnPoint


class FreezeForm(forms.Form):
    """Which of the year's two returns is frozen."""

    point = forms.ChoiceField(choices=ReturnPoint)


class ImpactLinkForm(forms.Form):
    """Who a link to an impact report is for, and its last day."""

    sent_to = forms.CharField(
        label="Who it is for",
        max_length=120,
        help_text="For example, Governors of Ashdown Vale Academy. Shown in the list of links and on the report.",
        error_messages={"required": "Enter who the link is for, for example the school’s governors."},
    )
    ends_on = TypedDateField(
        label="Last day",
        help_text="The link stops working after this day. It must be within a year.",
        error_messages={"required": "Enter the last day of the link, for example 4 December 2026."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"ends_on": today() + timedelta(days=28)})

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `share_impact`."""
        return dict(self.cleaned_data)
