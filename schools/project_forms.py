"""The form that rolls projects forward to the next academic year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from .models import Project

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class RollForm(forms.Form):
    """The projects that are rolled forward to the next academic year."""

    projects = forms.ModelMultipleChoiceField(
        Project.objects.none(), error_messages={"required": "Select the projects to roll forward."}
    )

    def __init__(self, data: Any = None, *, user: User, projects: list[Project]) -> None:
        keys = [project.pk for project in projects]
        super().__init__(data, initial={"projects": keys})
        self.fields["projects"].queryset = Project.objects.visible_to(user).filter(pk__in=keys)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> set[str]:
        """Return the keys of the projects whose boxes are ticked."""
        return {str(key) for key in self["projects"].value() or []}

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `roll_projects`."""
        return {"projects": self.cleaned_data["projects"].order_by("code")}
