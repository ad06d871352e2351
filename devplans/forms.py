"""Words to values for plans and sessions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from schools.models import Advocate, Participation
from specialists.models import Assignment
from sustaining.common.clock import today
from sustaining.common.forms import OnceMixin, TypedDateField

from .choices import BigIdea, Horizon, NeedOf, PlannedUnit, SessionKind, StepState
from .models import Aim

LENGTHS = [("0.125", "1 hour"), ("0.25", "¼ day"), ("0.5", "½ day"), ("1", "Day")]
TODAY, YESTERDAY, OTHER = "today", "yesterday", "other"


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


class LogForm(OnceMixin):
    """A session that was held, logged between two lessons on a phone. Choices are the school's own."""

    kind = forms.ChoiceField(
        choices=SessionKind, widget=forms.RadioSelect, error_messages={"required": "Choose what it was."}
    )
    planned_unit = forms.ChoiceField(choices=PlannedUnit, required=False, widget=forms.RadioSelect)
    day = forms.ChoiceField(
        choices=[(TODAY, "Today"), (YESTERDAY, "Yesterday"), (OTHER, "Other day")],
        initial=TODAY,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the day."},
    )
    held_on = TypedDateField(label="Which day?", required=False)
    length = forms.ChoiceField(
        choices=LENGTHS, initial="0.5", widget=forms.RadioSelect, error_messages={"required": "Choose how long it was."}
    )
    specialist = forms.BooleanField(required=False)
    advocates = forms.ModelMultipleChoiceField(
        Advocate.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    colleagues = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=200,
        initial=0,
        label="Colleagues",
        error_messages={
            "invalid": "Write the number of colleagues, such as 2.",
            "max_value": "That is more colleagues than a department has. Write the number, such as 2.",
            "min_value": "Write the number of colleagues: 0 when there were none.",
        },
    )
    aims = forms.ModelMultipleChoiceField(Aim.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    what_happened = forms.CharField(
        label="What happened, and what changes?",
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what happened, in a sentence or two."},
    )

    def __init__(self, *args: Any, participation: Participation, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = participation.school
        here = Advocate.objects.visible_to(user).current(today()).filter(school=school).select_related("user")
        self.fields["advocates"].queryset = here  # type: ignore[attr-defined]
        self.fields["aims"].queryset = (  # type: ignore[attr-defined]
            Aim.objects.visible_to(user).filter(plan__school=school, dropped_at__isnull=True)
        )
        assigned = Assignment.objects.visible_to(user).current(today()).filter(participation__school=school)
        self.assignment = assigned.select_related("specialist__user").order_by("-participation").first()
        if self.assignment is None:
            del self.fields["specialist"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == SessionKind.JOINT_PLANNING and not data.get("planned_unit"):
            self.add_error("planned_unit", "Choose what you planned: a lesson, a sequence or a unit.")
        if data.get("day") == OTHER and not data.get("held_on") and "held_on" not in self.errors:
            self.add_error("held_on", "Write the day, like 4/11/2026.")
        return data

    def _held_on(self) -> date:
        chosen = self.cleaned_data["day"]
        if chosen == OTHER:
            return self.cleaned_data["held_on"]
        return today() - timedelta(days=1 if chosen == YESTERDAY else 0)

    def action_data(self) -> dict[str, Any]:
        """Keywords for log_session."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "planned_unit": data["planned_unit"] if data["kind"] == SessionKind.JOINT_PLANNING else "",
            "held_on": self._held_on(),
            "length": Decimal(data["length"]),
            "specialist": self.assignment.specialist if data.get("specialist") and self.assignment else None,
            "advocates": list(data["advocates"]),
            "colleagues": data["colleagues"] or 0,
            "aims": list(data["aims"]),
            "what_happened": data["what_happened"],
            "client_key": data["once"],
        }
