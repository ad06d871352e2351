"""Words to values for plans."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.common.forms import TypedDateField

from ..choices import BigIdea, Horizon, NeedOf, StepState


class VisionForm(forms.Form):
    """What mathematics in the department will be like."""

    vision = forms.CharField(
        max_length=10000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="What will mathematics in your department be like when this has worked?",
    )

    def action_data(self) -> dict[str, Any]:
        """Keywords for the action."""
        return self.cleaned_data


class AimForm(forms.Form):
    """One aim of the plan."""

    title = forms.CharField(
        max_length=150, label="The aim, in a few words", help_text="Such as Fluency with ratio in Year 8."
    )
    need_of = forms.ChoiceField(choices=NeedOf, label="Whose need does it answer?", widget=forms.RadioSelect)
    need = forms.CharField(
        label="The need, and how you know",
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you saw in lessons, in books, in assessments, or heard from colleagues.",
    )
    big_ideas = forms.MultipleChoiceField(
        choices=BigIdea, required=False, label="Big ideas it rests on", widget=forms.CheckboxSelectMultiple
    )
    horizon = forms.ChoiceField(choices=Horizon, label="By when?", widget=forms.RadioSelect, initial=Horizon.THIS_YEAR)
    success_criteria = forms.CharField(
        label="How success will show",
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What will be seen in lessons, in books, in data.",
    )

    def action_data(self) -> dict[str, Any]:
        """Keywords for the action."""
        return self.cleaned_data


class StepForm(forms.Form):
    """One step towards an aim."""

    what = forms.CharField(max_length=250, label="What will be done")
    who = forms.CharField(max_length=120, required=False, label="Who")
    due_on = TypedDateField(label="By when", required=False)

    def action_data(self) -> dict[str, Any]:
        """Keywords for the action."""
        return self.cleaned_data


class EditStepForm(StepForm):
    """A step, and where it stands."""

    progress = forms.ChoiceField(choices=StepState, label="Where it stands", widget=forms.RadioSelect)
