"""Forms for a person who comes to a hub, or leaves it: the last day, and who takes over."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.common.clock import today
from sustaining.common.forms import FormGroup, TypedDateField

from .actions.hub_staff import NewStaff
from .choices import HubRole
from .forms import PersonForm
from .models import HubStaff

NEW = "new"


class LeaveHubForm(forms.Form):
    """The last day of somebody at a hub, and who takes over: one of the hub's staff, somebody new, or nobody."""

    last_day = TypedDateField(
        label="Last day at the hub", error_messages={"required": "Enter the last day, for example 18/12/2026."}
    )
    successor = forms.ChoiceField(
        label="Who takes over",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the people who work for the hub now, or someone new."},
    )

    def __init__(self, data: Any = None, *, others: list[HubStaff], needs_successor: bool) -> None:
        super().__init__(data, initial={"last_day": today(), "successor": ""})
        self.others = {str(post.pk): post for post in others}
        staff = [(key, f"{post.user}, {post.get_role_display().lower()}") for key, post in self.others.items()]
        nobody = [] if needs_successor else [("", "No one: the hub’s other staff do the work")]
        self.fields["successor"].choices = [*nobody, *staff, (NEW, "Someone new")]  # type: ignore[attr-defined]


class LeaveHubForms(FormGroup):
    """The page on which somebody leaves: day and successor, and the details of one who is new."""

    form: LeaveHubForm

    def __init__(self, data: Any, *, others: list[HubStaff], needs_successor: bool) -> None:
        self.form = LeaveHubForm(data, others=others, needs_successor=needs_successor)
        self.person = PersonForm(data, prefix="new")

    @property
    def all_forms(self) -> list[forms.Form]:
        """Return all forms, for the error summary; a new person's fields count only when a new person takes over."""
        return [self.form, self.person] if self.is_new() else [self.form]

    def is_new(self) -> bool:
        """Return whether a new person takes over."""
        return bool(self.form.is_bound and self.form.is_valid() and self.form.cleaned_data["successor"] == NEW)

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `leave_hub`."""
        data = self.form.cleaned_data
        successor: HubStaff | NewStaff | None = self.form.others.get(data["successor"])
        if data["successor"] == NEW:
            successor = NewStaff(self.person.cleaned_data["full_name"], self.person.cleaned_data["email"])
        return {"last_day": data["last_day"], "successor": successor}


class NewHubStaffForm(PersonForm):
    """A person who comes to work for a hub, and in which role."""

    role = forms.ChoiceField(
        choices=HubRole,
        label="Role",
        widget=forms.RadioSelect,
        help_text="Auditors can view everything except what is written about people. They can’t change anything.",
        error_messages={"required": "Choose a role."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `add_hub_staff`."""
        return dict(self.cleaned_data)
