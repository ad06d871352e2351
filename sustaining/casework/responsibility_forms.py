"""Forms that choose who is responsible for schools."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from schools.models import Participation
from sustaining.accounts.models import User

from .people import hub_people


class PersonChoice(forms.ModelChoiceField):
    """A person by name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.full_name


class ResponsibleForm(forms.Form):
    """One of the hub's staff, or no one."""

    person = PersonChoice(
        User.objects.none(),
        required=False,
        empty_label="No one",
        label="Person responsible",
        help_text="The hub’s leads and administrators. Tasks about the school come first on this person’s desk.",
        error_messages={"invalid_choice": "Choose someone who works for the hub now."},
    )

    def __init__(self, data: Any = None, *, years: Iterable[Participation], on: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["person"].queryset = hub_people({year.hub_id for year in years}, on)  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"person": self.cleaned_data["person"]}
