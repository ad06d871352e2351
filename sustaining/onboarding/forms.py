"""Forms for the lists that a hub uploads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from schools.forms import ProjectField
from schools.models import Project
from sustaining.common.clock import today
from sustaining.common.mapped_sheets import ColumnsForm, PastedRows
from sustaining.common.sheet_uploads import SheetField
from sustaining.common.years import AcademicYear

from .choices import OpeningKind
from .models import EnrolmentUpload, OpeningUpload
from .opening_columns import OPENING_COLUMNS

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class ListForm(forms.Form):
    """A list: a file, or rows copied from a spreadsheet."""

    file = SheetField(label="CSV or Excel file", required=False)
    pasted = PastedRows(
        required=False,
        strip=False,
        label="Or paste rows from a spreadsheet",
        help_text="Copy the rows in your spreadsheet with their headings, and paste them here.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if data.get("file") and data.get("pasted"):
            raise ValidationError("Choose a file or paste rows, not both.")
        if not data.get("file") and not data.get("pasted"):
            self.add_error("file", "Choose a file, or paste rows below.")
        return data

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for the action that keeps the list."""
        return {"file": self.cleaned_data["file"] or self.cleaned_data["pasted"]}


class EnrolmentColumnsForm(ColumnsForm):
    """What each column of the list holds, and what counts for rows that do not say."""

    missing_columns = "Choose which column has the URN, or the name of the school."

    project = ProjectField(
        Project.objects.none(),
        label="Project for rows that don’t give one",
        empty_label=None,
        error_messages={"required": "Choose a project.", "invalid_choice": "Choose a project that is open to schools."},
    )
    override_reason = forms.CharField(
        required=False,
        max_length=2000,
        label="Reason for exceptions",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=(
            "For schools whose Advocates haven’t been in a Development Work Group in an earlier year. We record the "
            "reason for each school. Leave it empty to make no exceptions."
        ),
    )

    def __init__(
        self, data: Any = None, *, upload: EnrolmentUpload, user: User, can_override: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, upload=upload, **kwargs)
        projects = Project.objects.visible_to(user).joinable(today()).for_choice(AcademicYear.of(today()).start)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]
        self.fields["project"].initial = upload.project_id or projects.first()
        self.fields["override_reason"].initial = upload.override_reason
        if not can_override:
            del self.fields["override_reason"]
        self.order_fields([*self.places, "project", "override_reason"])

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `map_columns`."""
        data = self.cleaned_data
        return {
            "columns": self.mapped(data),
            "project": data["project"],
            "override_reason": data.get("override_reason", "").strip(),
        }


class OpeningColumnsForm(ColumnsForm):
    """What each column of a list holds that a hub brings in."""

    def __init__(self, data: Any = None, *, upload: OpeningUpload, **kwargs: Any) -> None:
        super().__init__(data, upload=upload, **kwargs)
        self.missing_columns = OPENING_COLUMNS[OpeningKind(upload.list_kind)].missing

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `map_opening_columns`."""
        return {"columns": self.mapped(self.cleaned_data)}
