"""Words to values for sessions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from schools.models import Advocate, Participation
from specialists.models import Assignment
from sustaining.common.clock import today
from sustaining.common.forms import OnceMixin, TypedDateField

from ..choices import PlannedUnit, SessionKind
from ..models import Aim

LENGTHS = [("0.125", "1 hour"), ("0.25", "¼ day"), ("0.5", "½ day"), ("1", "Day")]
TODAY, YESTERDAY, OTHER = "today", "yesterday", "other"


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
