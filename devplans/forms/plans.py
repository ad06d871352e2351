"""Forms of plans, aims and steps."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.common.clock import today
from sustaining.common.files import UploadsField

from ..actions.next_steps import possible_owners
from ..choices import Fate, Horizon
from ..fields import AIM, STEP, PlanField
from ..models import Aim, Plan
from .listed import ListedForm


class ActionForm(forms.Form):
    """A form whose cleaned data are the action's keyword arguments."""

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return self.cleaned_data


class AimChoicesForm(ListedForm):
    """The choices of an aim; its texts are autosaved."""

    def listed(self) -> list[PlanField]:
        return AIM.chosen


class AimForm(ListedForm):
    """Add an aim of the plan."""

    def listed(self) -> list[PlanField]:
        return [plan_field for plan_field in AIM if not plan_field.is_asked_later]


class StepForm(ListedForm):
    """A new step towards an aim; `owners` are chosen from the people who carry the plan."""

    def __init__(self, *args: Any, plan: Plan, also: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {person.pk: person for person in [*possible_owners(plan.school, today()), *also]}
        self.people = {str(key): person for key, person in people.items()}
        self.fields["owners"].choices = [(key, str(person)) for key, person in self.people.items()]  # type: ignore[attr-defined]

    def listed(self) -> list[PlanField]:
        return [plan_field for plan_field in STEP if not plan_field.is_asked_later]

    def action_data(self) -> dict[str, Any]:
        return {**self.cleaned_data, "owners": [self.people[key] for key in self.cleaned_data["owners"]]}


class EditStepForm(StepForm):
    """The choices of a step: its progress, who does it and by when."""

    def listed(self) -> list[PlanField]:
        return STEP.chosen


class CommentForm(ActionForm):
    """A comment on an aim."""

    text = forms.CharField(
        max_length=4000,
        label="Comment",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter a comment."},
    )


class FilesForm(ActionForm):
    """Files that show a need."""

    files = UploadsField(  # type: ignore[assignment]  # a form's own `files` is set on its instances
        label="Files", help_text="Pictures, PDF, Word, Excel or PowerPoint, up to 10 MB each."
    )


class OpenYearForm(forms.Form):
    """What you learned in the year that ends, and the fate of each aim."""

    learned = forms.CharField(
        max_length=10000,
        required=False,
        label="What you learned",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="A few sentences for next year’s readers. We’ll keep them with this year’s plan.",
    )

    def __init__(self, *args: Any, aims: list[Aim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aims = aims
        for aim in aims:
            self.fields[f"aim-{aim.pk}"] = forms.ChoiceField(
                choices=Fate, label=aim.title, widget=forms.RadioSelect, initial=_default_fate(aim)
            )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        fates = {aim.pk: self.cleaned_data[f"aim-{aim.pk}"] for aim in self.aims}
        return {"learned": self.cleaned_data["learned"], "fates": fates}


def _default_fate(aim: Aim) -> str:
    """Return the suggested fate: aims for later stay so, all others are carried into this year."""
    return Fate.LATER if aim.horizon == Horizon.LATER else Fate.THIS_YEAR
