"""Forms of a school's application."""

from __future__ import annotations

from typing import Any

from django import forms

from schools.forms import EMAIL, NAME
from schools.models import School
from sustaining.common.clock import today
from sustaining.common.forms import NAME_ONLY, AddressField, TypedDateField
from sustaining.common.typed_text import may_be_one_person
from sustaining.common.years import AcademicYear, year_choices

from ..choices import QuestionKind
from ..models import ApplicantAdvocate, Application, Question

EMAIL_ERRORS = {"required": EMAIL, "invalid": EMAIL}


def long_text(label: str, *, help_text: str = "", rows: int = 5) -> forms.CharField:
    """Return a required text field of several lines."""
    wide = forms.Textarea(attrs={"rows": rows})
    missing = {"required": f"Enter {label[0].lower()}{label[1:]}."}
    return forms.CharField(label=label, help_text=help_text, widget=wide, max_length=8000, error_messages=missing)


class InterestForm(forms.Form):
    """An address to email when applications open."""

    email = AddressField(max_length=254, label="Email address", error_messages=EMAIL_ERRORS)

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for leave_address."""
        return {"email": self.cleaned_data["email"]}


class BeginForm(forms.Form):
    """The person who applies for a school."""

    contact_name = forms.CharField(
        max_length=150, label="Your name", validators=NAME_ONLY, error_messages={"required": NAME}
    )
    contact_email = AddressField(
        max_length=254,
        label="Your email address",
        help_text="We’ll send you a link so that you can come back to your application.",
        error_messages=EMAIL_ERRORS,
    )

    def __init__(self, data: Any = None, *, school: School) -> None:
        super().__init__(data)
        self.school = school

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for begin_application."""
        address = self.cleaned_data["contact_email"]
        return {"school": self.school, "contact_name": self.cleaned_data["contact_name"], "contact_email": address}


class PartForm(forms.Form):
    """One page of the application. `lenient` saves what is there without requiring the rest."""

    def __init__(self, data: Any = None, *, application: Application, lenient: bool = False, **kwargs: Any) -> None:
        self.application, self.lenient = application, lenient
        super().__init__(data, **kwargs)
        if lenient:
            for field in self.fields.values():
                field.required = False


def check_address_of_contact(form: PartForm, name: str, email: str) -> None:
    """Refuse an Advocate's address for another person, who would get what the Advocate signs in with.

    People who don't sign in may share an address.
    """
    given, address = form.cleaned_data.get(name) or "", form.cleaned_data.get(email)
    for advocate in form.application.advocates.all() if given and address else ():
        if advocate.email == address and not may_be_one_person(advocate.full_name, given):
            form.add_error(email, f"This is the address of {advocate}, who signs in with it. Enter {given}’s own.")


class SchoolPartForm(PartForm):
    """The applicant, the head of department, and earlier work with a hub."""

    contact_name = forms.CharField(
        max_length=150, label="Your name", validators=NAME_ONLY, error_messages={"required": NAME}
    )
    leader_name = forms.CharField(
        validators=NAME_ONLY,
        max_length=150,
        label="Head of department (or subject leader)",
        error_messages={"required": NAME},
    )
    leader_email = AddressField(max_length=254, label="Their email address", error_messages=EMAIL_ERRORS)
    worked_before = forms.CharField(
        required=False,
        max_length=4000,
        label="Has the school worked with a Maths Hub before?",
        help_text="Tell us when, on what, and with which Mastery Specialist.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_address_of_contact(self, "leader_name", "leader_email")
        return data


class AdvocatePartForm(PartForm):
    """One of the two teachers."""

    full_name = forms.CharField(max_length=150, label="Name", validators=NAME_ONLY, error_messages={"required": NAME})
    email = AddressField(max_length=254, label="Email address", error_messages=EMAIL_ERRORS)
    post = forms.CharField(max_length=100, label="Post in the department", required=False)
    experience = forms.IntegerField(
        min_value=0,
        max_value=60,
        required=False,
        label="Years of teaching",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "field-short"}),
        error_messages={"invalid": "Enter the number of years, for example 7."},
    )
    development_group = forms.CharField(
        max_length=150,
        required=False,
        label="Development Work Group attended",
        help_text="For example, NCP22-12, Rivermead. Leave empty if there was none: the next page says what happens then.",
    )
    development_year = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label="Year of that group")

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        years = year_choices(AcademicYear.of(today()), back=12, ahead=0)
        self.fields["development_year"].choices = [("", "None"), *years]  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        address = self.cleaned_data["email"]
        advocates: list[ApplicantAdvocate] = list(self.application.advocates.all())
        if address and any(advocate.email == address and advocate.number != self.number for advocate in advocates):
            raise forms.ValidationError("The other Advocate has this email address. Enter a different one.")
        return address

    def _check_own_address(self, data: dict[str, Any]) -> None:
        """Refuse the address of the head of department or headteacher, unless it is the same person."""
        application = self.application
        for name, email in (
            (application.leader_name, application.leader_email),
            (application.head_name, application.head_email),
        ):
            given, address = data.get("full_name"), data.get("email")
            if given and address and address == email and not may_be_one_person(name, given):
                self.add_error(
                    "email", f"This is the address of {name}. Advocates sign in, each with their own address."
                )
                return

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.lenient and data.get("development_group") and data.get("development_year") is None:
            self.add_error("development_year", "Choose the year of the Development Work Group.")
        self._check_own_address(data)
        if not self.lenient and data.get("development_year") is not None and not data.get("development_group"):
            self.add_error("development_group", "Enter the Development Work Group, for example NCP22-12, Rivermead.")
        return data


class DepartmentPartForm(PartForm):
    """Why the department wants to take part."""

    priorities = long_text("The department’s current priorities", help_text="What you are working on, and why.")
    focus = forms.ChoiceField(required=False, label="Focus you would prefer")
    hopes = long_text("What you hope to achieve", help_text="For students, and for teachers.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if foci := self.application.call.project.focus_choices:
            self.fields["focus"].choices = [("", "No preference"), *foci]  # type: ignore[attr-defined]
        else:
            del self.fields["focus"]


class HeadPartForm(PartForm):
    """The headteacher, who is asked to release two teachers."""

    head_name = forms.CharField(
        validators=NAME_ONLY, max_length=150, label="Headteacher", error_messages={"required": NAME}
    )
    head_email = AddressField(
        max_length=254,
        label="Headteacher’s email address",
        help_text="We’ll email them a link to agree to release two teachers. They don’t need an account.",
        error_messages=EMAIL_ERRORS,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_address_of_contact(self, "head_name", "head_email")
        return data


class QuestionsPartForm(PartForm):
    """The hub's own questions, in their present wording."""

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {f"q{question.pk}": question for question in questions}
        for name, question in self.questions.items():
            self.fields[name] = field_for(question)
            self.fields[name].required = question.required and not self.lenient

    def answers(self) -> dict[Question, str]:
        """Return each question's answer as text: a date as ISO, a number as digits."""
        given = {name: self.cleaned_data.get(name) for name in self.questions}
        return {
            self.questions[name]: "" if value is None else getattr(value, "isoformat", lambda v=value: str(v))()
            for name, value in given.items()
        }


def field_for(question: Question) -> forms.Field:
    """Return the form field for a hub's question."""
    options: dict[str, Any] = {"label": question.words, "help_text": question.help}
    missing = {"required": "Answer this question."}
    match question.kind:
        case QuestionKind.SHORT:
            return forms.CharField(max_length=250, error_messages=missing, **options)
        case QuestionKind.CHOICE:
            choices = [("", "Choose"), *((choice, choice) for choice in question.choices)]
            return forms.ChoiceField(choices=choices, error_messages=missing, **options)
        case QuestionKind.YES_NO:
            choices = [("yes", "Yes"), ("no", "No")]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=missing, **options)
        case QuestionKind.NUMBER:
            short = forms.TextInput(attrs={"inputmode": "decimal", "class": "field-short"})
            wrong = missing | {"invalid": "Enter a number, for example 12."}
            return forms.DecimalField(max_digits=12, decimal_places=2, widget=short, error_messages=wrong, **options)
        case QuestionKind.DATE:
            return TypedDateField(error_messages=missing, **options)
    wide = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(max_length=8000, widget=wide, error_messages=missing, **options)


class SubmitForm(forms.Form):
    """The declaration. `missing` names the sections that are not complete."""

    declared_by = forms.CharField(max_length=150, label="Your name", error_messages={"required": NAME})
    declared = forms.BooleanField(
        label=(
            "The information I have given is true to the best of my knowledge. The school will release both "
            "teachers for Work Group meetings and their work with the Specialist. I have read the privacy notice."
        ),
        error_messages={"required": "Confirm the declaration to submit the application."},
    )

    def __init__(self, data: Any = None, *, missing: list[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.missing = missing

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for submit_application."""
        return {"missing": self.missing, "declared_by": self.cleaned_data["declared_by"]}


class AgreementForm(forms.Form):
    """The headteacher's answer."""

    agrees = forms.TypedChoiceField(
        coerce=lambda value: value == "yes",
        choices=[("yes", "Yes, I agree"), ("no", "No, not now")],
        widget=forms.RadioSelect,
        label="Do you agree to release two teachers?",
        error_messages={"required": "Choose yes or no."},
    )
    comment = forms.CharField(
        required=False,
        max_length=2000,
        label="Comments (optional)",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for answer_as_head."""
        return self.cleaned_data
