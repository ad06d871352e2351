"""Forms for assignments."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from schools.models import Participation
from sustaining.common.clock import today
from sustaining.common.forms import TypedDateField
from sustaining.common.templatetags.sustaining import days as format_days
from sustaining.common.years import AcademicYear

from .days import count_ended_support
from .models import Assignment, Specialist, SpecialistHub
from .placement import Candidate, Vacancy, refusal_reason

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class SpecialistField(forms.ModelChoiceField):
    """A choice of Specialists, labelled with home school and days left this year."""

    def label_from_instance(self, obj: Any) -> str:
        left = obj.days_in_year - obj.assigned
        return f"{obj.user.full_name}, {obj.home_school} ({left.normalize():f} of {obj.days_in_year.normalize():f} days left)"


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
            "required": "Enter the number of days, for example 3 or 2.5.",
            "invalid": "Enter the number of days, for example 3 or 2.5.",
            "min_value": "Days must be 0.25 or more.",
            "max_value": "Days must be 30 or fewer.",
        },
    )

    def __init__(self, *args: Any, user: User, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Specialist.objects.visible_to(user).working(today()).at_hub(participation.hub.present_id)
        offered = offered.exclude(home_school=participation.school_id)
        self.fields["specialist"].queryset = offered.with_assigned(participation.project.academic_year)  # type: ignore[attr-defined]
        self.fields["days"].initial = participation.project.support_days

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `assign_specialist`."""
        return self.cleaned_data


class LeaveForm(forms.Form):
    """The last day of a Specialist, a successor for each of their schools, and the new lead of their Work Groups."""

    last_day = TypedDateField(
        label="Last day as a Specialist",
        error_messages={"required": "Enter the last day, for example 18 December 2026."},
    )
    new_lead = forms.ModelChoiceField(
        Specialist.objects.none(), required=False, label="New Work Group Lead", empty_label="No one"
    )

    def __init__(
        self, data: Any = None, *, user: User, specialist: Specialist, assignments: list[Assignment], leads: bool
    ) -> None:
        super().__init__(data, initial={"last_day": today()})
        self.assignments = {f"school-{assignment.pk}": assignment for assignment in assignments}
        hubs: set[int | None] = {assignment.participation.hub.present_id for assignment in assignments}
        self.candidates = _successors(user, specialist, hubs)
        for name, assignment in self.assignments.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{assignment.participation.school} ({assignment.participation.project.code})",
                choices=[("", "Not assigned"), *self._choices(assignment)],
                required=False,
            )
        if leads:
            offered = Specialist.objects.visible_to(user).working(today()).exclude(pk=specialist.pk)
            self.fields["new_lead"].queryset = offered.select_related("user").order_by("user__sort_name")  # type: ignore[attr-defined]
        else:
            del self.fields["new_lead"]

    def _choices(self, assignment: Assignment) -> list[tuple[str, str]]:
        """Return the Specialists of the school's hub who can take the days that are left, with their own days left."""
        participation, needs = assignment.participation, assignment.days_left  # type: ignore[attr-defined]
        choices = []
        for candidate in self.candidates.get(participation.project.academic_year, []):
            works_there = any(link.hub_id == participation.hub.present_id for link in candidate.hub_links.all())
            if works_there and not refusal_reason(candidate, participation.school, needs, today()):
                left = candidate.days_in_year - candidate.assigned  # type: ignore[attr-defined]
                choices.append((str(candidate.pk), f"{candidate}, {format_days(left)} days left"))
        return choices

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `leave_on`."""
        by_key = {str(candidate.pk): candidate for offered in self.candidates.values() for candidate in offered}
        successors = {
            assignment: by_key[self.cleaned_data[name]]
            for name, assignment in self.assignments.items()
            if self.cleaned_data[name]
        }
        return {
            "last_day": self.cleaned_data["last_day"],
            "successors": successors,
            "new_lead": self.cleaned_data.get("new_lead"),
        }


def _successors(user: User, leaving: Specialist, hubs: set[int | None]) -> dict[int, list[Specialist]]:
    """Return the other Specialists of the hubs by academic year, this one and the next, with their days counted."""
    offered = Specialist.objects.visible_to(user).working(today()).exclude(pk=leaving.pk).filter(
        pk__in=SpecialistHub.objects.visible_to(user).filter(hub__in=[hub for hub in hubs if hub]).values("specialist")
    )  # fmt: skip
    start = AcademicYear.of(today()).start
    return {
        year: count_ended_support(
            list(offered.with_assigned(year).prefetch_related("hub_links").order_by("user__sort_name", "pk")), year
        )
        for year in (start, start + 1)
    }


class DraftForm(forms.Form):
    """A Specialist for each school without one; the draft gives the initial choices."""

    def __init__(self, data: Any = None, *, vacancies: list[Vacancy], chosen: dict[int, Candidate]) -> None:
        super().__init__(data)
        self.vacancies = {f"p{vacancy.participation.pk}": vacancy for vacancy in vacancies}
        for name, vacancy in self.vacancies.items():
            offered = [candidate for candidate in vacancy.candidates if not candidate.refusal]
            self.fields[name] = forms.ChoiceField(
                choices=[
                    ("", "Not assigned"),
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
    way = "distance unknown" if candidate.miles is None else f"{candidate.miles:.0f} miles"
    return f"{candidate.specialist}, {way}{', worked together' if candidate.before else ''}"


class DaysForm(forms.Form):
    """What a Specialist can give in each of some academic years, in days."""

    def __init__(self, data: Any = None, *, days: dict[AcademicYear, Decimal]) -> None:
        super().__init__(data)
        self.years = list(days)
        for year, number in days.items():
            self.fields[f"days_{year.start}"] = forms.DecimalField(
                label=f"Days in {year}",
                initial=number.normalize() if number else number,
                min_value=Decimal(0),
                max_value=Decimal(200),
                max_digits=5,
                decimal_places=2,
                error_messages={
                    "required": f"Enter the days in {year}, for example 15 or 12.5.",
                    "invalid": f"Enter the days in {year} as a number, for example 15 or 12.5.",
                    "min_value": "Days must be 0 or more.",
                    "max_value": "Days must be 200 or fewer.",
                },
            )

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `set_days`."""
        return {"days": {year: self.cleaned_data[f"days_{year.start}"] for year in self.years}}
