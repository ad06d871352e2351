"""Forms for assignments."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from schools.models import Participation
from sustaining.common.clock import today

from .models import Specialist
from .placement import Candidate, Vacancy

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class SpecialistField(forms.ModelChoiceField):
    """A choice of Specialists, labelled with home school and days left this year."""

    def label_from_instance(self, obj: Any) -> str:
        left = obj.days_a_year - obj.assigned
        return f"{obj.user.full_name}, {obj.home_school} ({left.normalize():f} of {obj.days_a_year.normalize():f} days left)"


class AssignForm(forms.Form):
    """Who supports a school, and for how many days. The school's own Specialists are not offered."""

    specialist = SpecialistField(
        Specialist.objects.none(), empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": "Choose a Specialist."},
    )  # fmt: skip
    days = forms.DecimalField(
        min_value=Decimal("0.25"),
        max_value=Decimal(30),
        max_digits=4,
        decimal_places=2,
        error_messages={
            "required": "Write the number of days, such as 3 or 2.5.",
            "invalid": "Write the number of days, such as 3 or 2.5.",
            "min_value": "Give at least a quarter of a day (0.25).",
            "max_value": "That is more than 30 days. Write the number of days, such as 3.",
        },
    )

    def __init__(self, *args: Any, user: User, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Specialist.objects.visible_to(user).working(today()).at_hub(participation.school.hub_id)
        offered = offered.exclude(home_school=participation.school_id)
        self.fields["specialist"].queryset = offered.with_assigned(participation.project.academic_year)  # type: ignore[attr-defined]
        self.fields["days"].initial = participation.project.support_days

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `assign_specialist`."""
        return self.cleaned_data


class DraftForm(forms.Form):
    """A Specialist for each school without one; the draft gives the initial choices."""

    def __init__(self, data: Any = None, *, vacancies: list[Vacancy], chosen: dict[int, Candidate]) -> None:
        super().__init__(data)
        self.vacancies = {f"p{vacancy.participation.pk}": vacancy for vacancy in vacancies}
        for name, vacancy in self.vacancies.items():
            offered = [candidate for candidate in vacancy.candidates if not candidate.refusal]
            self.fields[name] = forms.ChoiceField(
                choices=[
                    ("", "Nobody yet"),
                    *((str(candidate.specialist.pk), _candidate_label(candidate)) for candidate in offered),
                ],
                required=False,
                label=str(vacancy.participation.school),
            )
            picked = chosen.get(vacancy.participation.pk)
            self.fields[name].initial = str(picked.specialist.pk) if picked else ""

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `assign_all`."""
        return {
            "chosen": {
                vacancy.participation: next(
                    candidate.specialist
                    for candidate in vacancy.candidates
                    if str(candidate.specialist.pk) == self.cleaned_data[name]
                )
                for name, vacancy in self.vacancies.items()
                if self.cleaned_data[name]
            }
        }


def _candidate_label(candidate: Candidate) -> str:
    way = "distance not known" if candidate.miles is None else f"{candidate.miles:.0f} miles"
    return f"{candidate.specialist}, {way}{', worked together' if candidate.before else ''}"
