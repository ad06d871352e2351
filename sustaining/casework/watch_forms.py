"""Forms of the watchlist."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.common.forms import TypedDateField

from .models import Watch


class WatchForm(forms.Form):
    """Why schools are watched, and until when. Both may be empty."""

    reason = forms.CharField(
        required=False,
        max_length=200,
        label="Reason",
        help_text="For example, new head of department in January. Only you see it.",
    )
    until = TypedDateField(required=False, label="Last day", help_text="Leave it empty to watch until you stop.")

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"reason": self.cleaned_data["reason"], "until": self.cleaned_data["until"]}


class WatchEditForm(WatchForm):
    """The same of one watched school, with the person's own note."""

    note = forms.CharField(
        required=False,
        max_length=2_000,
        label="Your note",
        help_text="Only you see it. To share something with your hub, add a note on the school’s page.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ("reason", "note", "until")

    def __init__(self, data: Any = None, *, watch: Watch) -> None:
        super().__init__(data, initial={name: getattr(watch, name) for name in self.field_order})

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {name: self.cleaned_data[name] for name in self.field_order}
