"""The form that corrects an enrolment."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.accounts.models import User
from sustaining.common.clock import today
from sustaining.common.forms import ReasonForm
from sustaining.common.years import AcademicYear

from .forms import PROJECT_ERRORS, ProjectField
from .models import Participation, Project, School

URN = "Enter the school’s URN: six digits, for example 136789."


class CorrectEnrolmentForm(ReasonForm):
    """The right school, by its URN, and the right project, with the reason."""

    urn = forms.RegexField(
        r"^\d{6}$", label="URN of the right school", error_messages={"required": URN, "invalid": URN}
    )
    project = ProjectField(
        Project.objects.none(), label="Right project", empty_label=None, error_messages=PROJECT_ERRORS
    )
    override_reason = forms.CharField(
        required=False,
        max_length=2000,
        label="Reason for the exception",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only needed if the right school is not eligible.",
    )
    field_order = ("urn", "project", "reason", "override_reason")

    def __init__(self, data: Any, *, user: User, participation: Participation) -> None:
        super().__init__(data, initial={"urn": participation.school.urn, "project": participation.project_id})
        self.user = user
        projects = Project.objects.visible_to(user)
        choices = projects.joinable(today()) | projects.filter(pk=participation.project_id)
        self.fields["project"].queryset = choices.distinct().for_choice(AcademicYear.of(today()).start)  # type: ignore[attr-defined]

    def clean_urn(self) -> School:
        """Return the school that the person sees under this URN."""
        school = School.objects.visible_to(self.user).filter(urn=int(self.cleaned_data["urn"])).first()
        if school is None:
            raise forms.ValidationError("No school that you can enrol has this URN. Check it in Find a school.")
        return school

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        data = self.cleaned_data
        return {
            "school": data["urn"],
            "project": data["project"],
            "reason": data["reason"],
            "override_reason": data["override_reason"],
        }
