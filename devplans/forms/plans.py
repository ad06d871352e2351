"""Words to values for plans."""

from __future__ import annotations

from typing import Any

from django import forms

from schools.choices import ContactRole
from schools.models import Advocate, SchoolContact
from specialists.models import Assignment
from sustaining.common.clock import today
from sustaining.common.files import UploadsField
from sustaining.common.forms import TypedDateField

from ..choices import BigIdea, Fate, Horizon, NeedOf, OutcomeGroup, StepState
from ..models import Aim, Plan

GROUPS = [(group.value, group.label) for group in OutcomeGroup]


class ActionForm(forms.Form):
    """A form whose cleaned data are the action's keywords."""

    def action_data(self) -> dict[str, Any]:
        """Keywords for the action."""
        return self.cleaned_data


class AimChoicesForm(ActionForm):
    """What of an aim is chosen, not written."""

    need_of = forms.ChoiceField(choices=NeedOf, label="Whose need does it answer?", widget=forms.RadioSelect)
    big_ideas = forms.MultipleChoiceField(
        choices=BigIdea, required=False, label="Big ideas it rests on", widget=forms.CheckboxSelectMultiple
    )
    outcome_group = forms.ChoiceField(
        choices=GROUPS, required=False, label="Which outcomes does it work towards?", widget=forms.RadioSelect
    )
    horizon = forms.ChoiceField(choices=Horizon, label="By when?", widget=forms.RadioSelect, initial=Horizon.THIS_YEAR)


class AimForm(AimChoicesForm):
    """One aim of the plan."""

    title = forms.CharField(
        max_length=150, label="The aim, in a few words", help_text="Such as Fluency with ratio in Year 8."
    )
    need = forms.CharField(
        label="The need, and how you know",
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you saw in lessons, in books, in assessments, or heard from colleagues.",
    )
    success_criteria = forms.CharField(
        label="How success will show",
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What will be seen in lessons, in books, in data.",
    )
    field_order = ["title", "need_of", "need", "success_criteria", "horizon", "outcome_group", "big_ideas"]


class StepPeopleForm(ActionForm):
    """Who of those with an account does a step, and by when."""

    owners = forms.MultipleChoiceField(
        required=False, label="Who does it", widget=forms.CheckboxSelectMultiple, choices=[]
    )
    due_on = TypedDateField(label="By when", required=False)

    def __init__(self, *args: Any, plan: Plan, user: Any, also: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {person.pk: person for person in [*writers_of(plan, user), *also]}
        self.people = {str(key): person for key, person in people.items()}
        self.fields["owners"].choices = [(key, str(person)) for key, person in self.people.items()]  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        return {**self.cleaned_data, "owners": [self.people[key] for key in self.cleaned_data["owners"]]}


class StepForm(StepPeopleForm):
    """One step towards an aim."""

    what = forms.CharField(max_length=250, label="What will be done")
    who = forms.CharField(
        max_length=120,
        required=False,
        label="Others who do it",
        help_text="Colleagues without an account, or a team.",
    )
    needs = forms.CharField(
        max_length=250,
        required=False,
        label="Time and resources",
        help_text="Such as two department meetings, or a morning’s release for three.",
    )
    field_order = ["what", "owners", "who", "due_on", "needs"]


class EditStepForm(StepPeopleForm):
    """A step, and where it stands."""

    progress = forms.ChoiceField(choices=StepState, label="Where it stands", widget=forms.RadioSelect)
    field_order = ["progress", "owners", "due_on"]


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
