"""The board's filters: what the address says, judged; nonsense is left out, never an error."""

from __future__ import annotations

from typing import Any

from django import forms

from devplans.choices import PlanState
from specialists.models import Specialist
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear, year_choices

GRANTS = [
    ("", "Any grant"),
    ("nothing", "Nothing claimed"),
    ("waiting", "Waiting for a decision"),
    ("left", "Money left"),
    ("paid", "Paid in full"),
]
SORTS = [
    ("name", "By name"),
    ("session", "Longest without a session"),
    ("days", "Fewest days used"),
    ("left", "Most money left"),
]


class SpecialistChoice(forms.ModelChoiceField):
    """A Specialist by name."""

    def label_from_instance(self, one: Specialist) -> str:
        return one.user.full_name


class BoardForm(forms.Form):
    """Filters and order of the board; they live in the address, so that a view can be sent to a colleague."""

    q = forms.CharField(required=False, max_length=100, label="Find a school")
    year = forms.TypedChoiceField(required=False, coerce=int, label="Year")
    specialist = SpecialistChoice(Specialist.objects.none(), required=False, empty_label="Every Specialist")
    plan = forms.ChoiceField(required=False, choices=[("", "Any plan"), *PlanState.choices])
    grant = forms.ChoiceField(required=False, choices=GRANTS)
    sort = forms.ChoiceField(required=False, choices=SORTS, label="Order")

    def __init__(self, data: Any, *, user: Any) -> None:
        self.this_year = AcademicYear.of(today()).start
        super().__init__({"year": self.this_year, "sort": "name", **data.dict()})
        visible = Specialist.objects.visible_to(user).select_related("user").order_by("user__full_name")
        self.fields["specialist"].queryset = visible  # type: ignore[attr-defined]
        self.fields["year"].choices = year_choices(AcademicYear(self.this_year), back=4, ahead=1)  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            control = "form-control" if name == "q" else "form-select"
            field.widget.attrs.update({"class": control})
        self.fields["q"].widget = forms.TextInput(attrs={"class": "form-control", "type": "search"})

    def wanted(self) -> dict[str, Any]:
        """What the address asks for; `year` is this year when it says none."""
        self.is_valid()
        data = dict(self.cleaned_data)
        data["year"] = data.get("year") or self.this_year
        return data

    @property
    def narrows(self) -> bool:
        """Whether some filter is set."""
        return any(self.cleaned_data.get(name) for name in ("q", "specialist", "plan", "grant"))
