"""Words to values for plans."""

from __future__ import annotations

from typing import Any

from django import forms

from schools.choices import ContactRole
from schools.models import Advocate, SchoolContact
from specialists.models import Assignment
from sustaining.common.clock import today
from sustaining.common.files import UploadsField

from ..choices import Fate, Horizon
from ..fields import AIM, STEP, PlanField
from ..models import Aim, Plan
from .listed import ListedForm


class ActionForm(forms.Form):
    """A form whose cleaned data are the action's keywords."""

    def action_data(self) -> dict[str, Any]:
        """Keywords for the action."""
        return self.cleaned_data


class AimChoicesForm(ListedForm):
    """What of an aim is chosen, not written."""

    def listed(self) -> list[PlanField]:
        return AIM.chosen


class AimForm(ListedForm):
    """One aim of the plan."""

    def listed(self) -> list[PlanField]:
        return [one for one in AIM if not one.is_asked_later]


class StepForm(ListedForm):
    """One step towards an aim. `owners` are chosen from the accounts of those who carry the plan."""

    def __init__(self, *args: Any, plan: Plan, user: Any, also: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {person.pk: person for person in [*writers_of(plan, user), *also]}
        self.people = {str(key): person for key, person in people.items()}
        self.fields["owners"].choices = [(key, str(person)) for key, person in self.people.items()]  # type: ignore[attr-defined]

    def listed(self) -> list[PlanField]:
        return [one for one in STEP if not one.is_asked_later]

    def action_data(self) -> dict[str, Any]:
        return {**self.cleaned_data, "owners": [self.people[key] for key in self.cleaned_data["owners"]]}


class EditStepForm(StepForm):
    """What of a step is chosen, not written: where it stands, who does it, by when."""

    def listed(self) -> list[PlanField]:
        return STEP.chosen


def writers_of(plan: Plan, user: Any) -> list[Any]:
    """Accounts of those who carry a plan: the school's Advocates, its head and its Specialist, today."""
    school, day = plan.school, today()
    posts = [
        Advocate.objects.visible_to(user).current(day).filter(school=school).select_related("user"),
        SchoolContact.objects.visible_to(user)
        .current(day)
        .filter(school=school, role__in=(ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT))
        .select_related("user"),
    ]
    found = [post.user for rows in posts for post in rows]
    assigned = Assignment.objects.visible_to(user).current(day).filter(participation__school=school)
    return found + [one.specialist.user for one in assigned.select_related("specialist__user")]


class CommentForm(ActionForm):
    """A remark on an aim."""

    text = forms.CharField(
        max_length=4000,
        label="Comment",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the comment first."},
    )


class FilesForm(ActionForm):
    """Files that show a need."""

    files = UploadsField(  # type: ignore[assignment]  # a form's own `files` is set on its instances
        label="Files", help_text="Pictures, PDF, Word, Excel or PowerPoint; at most 10 MB each."
    )


class OpenYearForm(forms.Form):
    """What was learned in the year that ends, and what becomes of each aim."""

    learned = forms.CharField(
        max_length=10000,
        required=False,
        label="What was learned",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="A few sentences that next year’s readers will be glad of. They stay with the year.",
    )

    def __init__(self, *args: Any, aims: list[Aim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aims = aims
        for aim in aims:
            self.fields[f"aim-{aim.pk}"] = forms.ChoiceField(
                choices=Fate, label=aim.title, widget=forms.RadioSelect, initial=_usual_fate(aim)
            )

    def action_data(self) -> dict[str, Any]:
        """Keywords for open_year."""
        fates = {aim.pk: self.cleaned_data[f"aim-{aim.pk}"] for aim in self.aims}
        return {"learned": self.cleaned_data["learned"], "fates": fates}


def _usual_fate(aim: Aim) -> str:
    """Next year's aims come up; the others stay where they are."""
    return Fate.LATER if aim.horizon == Horizon.LATER else Fate.THIS_YEAR
