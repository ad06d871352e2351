"""Forms of a Specialist's record: a new one of a hub, and what is kept about one who is there."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from schools.forms import PersonForm
from schools.models import School
from sustaining.common.forms import TelephoneField

from .models import Specialist

if TYPE_CHECKING:
    from sustaining.accounts.models import User

URN = "Enter the URN of the school where they teach, for example 136789."
DAYS = "Enter the number of days, for example 15 or 7.5."
YEAR = "Enter the year of their accreditation, for example 2021."


class RecordFields(forms.Form):
    """What is kept about a Specialist: own school, usual days a year, year of accreditation, telephone."""

    home_school = forms.IntegerField(
        min_value=100_000,
        max_value=999_999,
        label="URN of their own school",
        help_text="6 digits. They are never assigned to this school.",
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), URN),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "field-short"}),
    )
    days_a_year = forms.DecimalField(
        min_value=Decimal(0),
        max_digits=5,
        decimal_places=2,
        initial=15,
        label="Usual days a year",
        help_text="Across all their schools. You can set another number for a year on their page.",
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_digits"), DAYS)
        | {"max_decimal_places": DAYS, "max_whole_digits": DAYS},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "field-short"}),
    )
    accredited_in = forms.IntegerField(
        required=False,
        min_value=2010,
        max_value=2100,
        label="Accredited in",
        help_text="The year, if you know it.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), YEAR),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "field-short"}),
    )

    telephone = TelephoneField(
        help_text="If they agree. Hub staff and the Advocates and headteachers of their schools see it."
    )

    user: User

    def clean_home_school(self) -> School:
        """Return the school, which the user sees. Raise ValidationError for any other URN."""
        school = School.objects.visible_to(self.user).filter(urn=self.cleaned_data["home_school"]).first()
        if school is None:
            raise forms.ValidationError(
                "None of your schools has this URN. A programme administrator can add a Specialist from another hub’s school."
            )
        return school

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `add_specialist` or `edit_specialist`."""
        return dict(self.cleaned_data)


class NewSpecialistForm(RecordFields, PersonForm):
    """A teacher who becomes a Specialist: name, address, own school, usual days a year."""

    field_order = ("full_name", "email", "home_school", "days_a_year", "accredited_in", "telephone")

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user


class EditSpecialistForm(RecordFields):
    """The record of a Specialist who is there. Their own school may be one that the user does not see."""

    def __init__(self, data: Any = None, *, user: User, specialist: Specialist) -> None:
        names = ("days_a_year", "accredited_in", "telephone")
        initial = {name: getattr(specialist, name) for name in names} | {"home_school": specialist.home_school.urn}
        super().__init__(data, initial=initial)
        self.user, self.specialist = user, specialist

    def clean_home_school(self) -> School:
        """Return the school: the one that they have, or one that the user sees."""
        if self.cleaned_data["home_school"] == self.specialist.home_school.urn:
            return self.specialist.home_school
        return super().clean_home_school()
