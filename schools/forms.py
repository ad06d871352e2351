"""Forms for finding and enrolling schools, and for the people of schools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from sustaining.accounts.actions import get_other_holder
from sustaining.accounts.forms import TrnField
from sustaining.common.clock import today
from sustaining.common.forms import AddressField, FormGroup, OnceMixin, TypedDateField
from sustaining.common.permissions import may
from sustaining.common.sheet_uploads import SheetField
from sustaining.common.years import AcademicYear, year_choices

from .actions import WHO_CAN_TAKE_PART, NewAdvocate
from .choices import ContactRole, focus_choices
from .models import Advocate, Hub, Project, School

if TYPE_CHECKING:
    from sustaining.accounts.models import User

NAME = "Enter the person’s full name, for example Ines Abara."
EMAIL = "Enter an email address, like name@school.sch.uk."


PROJECT_ERRORS = {"required": "Choose a project.", "invalid_choice": "Choose a project that is still open to schools."}


class FindForm(forms.Form):
    """The search box of *Find a school*."""

    q = forms.CharField(required=False, max_length=100, label="Find a school")


class ProjectField(forms.ModelChoiceField):
    """A choice of projects, each labelled with its year."""

    def label_from_instance(self, project: Project) -> str:
        return f"{project} ({project.year})"


class PersonForm(forms.Form):
    """Name and address of somebody who is added. Ask when the address is that of an account with another name.

    The box `same_person` is hidden until then.
    """

    full_name = forms.CharField(max_length=150, label="Name", error_messages={"required": NAME})
    email = AddressField(max_length=254, label="Email address", error_messages={"required": EMAIL, "invalid": EMAIL})
    same_person = forms.BooleanField(
        required=False,
        widget=forms.HiddenInput,
        label="This is the same person under another name",
        help_text="The account keeps its current name.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        same_person = data.pop("same_person", False)
        name, email = data.get("full_name", ""), data.get("email", "")
        holder = get_other_holder(email, name) if name and email else None
        if holder:
            self._ask_about(holder, data)
            if not same_person and not data.get("shares_mailbox"):
                self.add_error("email", self._question(email, name, holder))
        return data

    def _ask_about(self, holder: User, data: dict[str, Any]) -> None:
        self.fields["same_person"].widget = forms.CheckboxInput()

    def _question(self, email: str, name: str, holder: User) -> str:
        return (
            f"{email} already belongs to {holder}’s account. If {name} is the same person, select the box below. If "
            f"several people share this mailbox, enter {name}’s own email address: otherwise everything for {name} "
            f"would go to {holder}."
        )


class AdvocateForm(PersonForm):
    """Details of one Advocate. `title` says which, where a page has several."""

    title = ""

    post = forms.CharField(max_length=100, label="Post in the department", required=False)
    development_group = forms.CharField(
        max_length=150,
        required=False,
        label="Development Work Group attended",
        help_text="For example, NCP22-12, Rivermead.",
    )
    development_year = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label="Year of that group")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = AcademicYear.of(today())
        self.fields["development_year"].choices = [  # type: ignore[attr-defined]
            ("", "None"),
            *year_choices(this_year, back=12, ahead=0),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("development_group") and data.get("development_year") is None:
            self.add_error("development_year", "Choose the year of the Development Work Group.")
        if data.get("development_year") is not None and not data.get("development_group"):
            self.add_error("development_group", "Enter the Development Work Group, for example NCP22-12, Rivermead.")
        return data

    def as_advocate(self) -> NewAdvocate:
        """Return the cleaned data as the action's NewAdvocate."""
        return NewAdvocate(**self.cleaned_data)


class EnrolForm(OnceMixin):
    """The project, the focus, and the reason to override eligibility where that is needed."""

    project = ProjectField(Project.objects.none(), empty_label=None, error_messages=PROJECT_ERRORS)
    focus = forms.ChoiceField(required=False)
    override_reason = forms.CharField(
        required=False,
        max_length=2000,
        label="Reason for the exception",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=(
            f"{WHO_CAN_TAKE_PART} A hub lead can make an exception by giving a reason, for example that the "
            "department has its own Mastery Specialist. The reason is recorded."
        ),
    )

    def __init__(self, *args: Any, user: User, can_override: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_override:
            del self.fields["override_reason"]
        this_year = AcademicYear.of(today()).start
        projects = Project.objects.visible_to(user).joinable(today())
        self.fields["project"].queryset = projects.for_choice(this_year)  # type: ignore[attr-defined]
        foci: list[str] = max((project.foci for project in projects), key=len, default=[])
        self.fields["focus"].choices = [("", "Not decided yet"), *focus_choices(foci)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        project, focus = data.get("project"), data.get("focus")
        if project and focus and not project.focus_title(focus):
            self.add_error("focus", f"{project.code} does not have this focus. Choose another, or none.")
        return data


class ContactForm(PersonForm):
    """A contact at a school."""

    role = forms.ChoiceField(choices=ContactRole, label="Role")
    shares_mailbox = forms.BooleanField(
        required=False,
        widget=forms.HiddenInput,
        label="They share this mailbox, and don’t sign in",
        help_text="Emails to it name both people.",
    )
    field_order = ("full_name", "email", "same_person", "shares_mailbox", "role")

    def _ask_about(self, holder: User, data: dict[str, Any]) -> None:
        super()._ask_about(holder, data)
        if holder.has_usable_password():  # who signs in there would act in the post of the other
            data["shares_mailbox"] = False
        else:
            self.fields["shares_mailbox"].widget = forms.CheckboxInput()

    def _question(self, email: str, name: str, holder: User) -> str:
        if holder.has_usable_password():
            return super()._question(email, name, holder)
        return (
            f"{email} already belongs to {holder}’s account. Select whether {name} is the same person, or shares "
            "the mailbox."
        )

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `add_contact`."""
        return self.cleaned_data


class EnrolForms(FormGroup):
    """The enrolment page: the enrolment itself and its two Advocates, validated together."""

    def __init__(self, data: Any, *, user: User, school: School) -> None:
        self.school = school
        self.can_override = may(user, "schools.override_eligibility", school)
        self.form = EnrolForm(data, user=user, can_override=self.can_override)
        self.advocates = [AdvocateForm(data, prefix=f"advocate{number}") for number in (1, 2)]
        for form, title in zip(self.advocates, ("First Advocate", "Second Advocate"), strict=True):
            form.title = title

    def is_valid(self) -> bool:
        """Return whether every form is valid and the two Advocates have different email addresses."""
        fine = super().is_valid()
        if fine and len({form.cleaned_data["email"] for form in self.advocates}) < 2:
            self.advocates[1].add_error(
                "email", "Both Advocates have this email address. Enter a different one for the second Advocate."
            )
            return False
        return fine

    @property
    def all_forms(self) -> list[forms.Form]:
        """Return all forms, for the error summary."""
        return [self.form, *self.advocates]

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `enrol_school`."""
        data = self.form.cleaned_data
        return {
            "project": data["project"],
            "focus": data["focus"],
            "override_reason": data.get("override_reason", ""),
            "advocates": [form.as_advocate() for form in self.advocates],
        }


class NewAdvocateForm(AdvocateForm):
    """Another Advocate of a school."""

    trn = TrnField(help_text="Optional, 7 digits. Only the person and your hub’s staff can see it.")

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `add_advocate`."""
        return {"person": self.as_advocate()}


class SuccessorField(forms.ModelChoiceField):
    """A choice of Advocates, labelled by name."""

    def label_from_instance(self, advocate: Advocate) -> str:
        return str(advocate.user)


class HandOverForm(forms.Form):
    """The last day of an Advocate and who takes over: another Advocate of the school, or a new one."""

    last_day = TypedDateField(
        label="Last day as Advocate", error_messages={"required": "Enter the last day, for example 18 December 2026."}
    )
    to = SuccessorField(
        Advocate.objects.none(),
        required=False,
        blank=True,
        empty_label="Someone new",
        label="New Advocate",
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, others: QuerySet[Advocate]) -> None:
        super().__init__(data, initial={"last_day": today(), "to": ""})
        self.fields["to"].queryset = others  # type: ignore[attr-defined]


class HandOverForms(FormGroup):
    """The hand-over page: day and successor, and the new person's details when the successor is new."""

    def __init__(self, data: Any, *, others: QuerySet[Advocate]) -> None:
        self.form = HandOverForm(data, others=others)
        self.person = AdvocateForm(data, prefix="new")

    @property
    def all_forms(self) -> list[forms.Form]:
        """Return all forms, for the error summary; a new person's fields count only when a new person takes over."""
        return [self.form, self.person] if self.is_new() else [self.form]

    def is_new(self) -> bool:
        """Return whether a new person takes over."""
        return bool(self.form.is_bound and self.form.is_valid() and not self.form.cleaned_data["to"])

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `hand_over`."""
        data = self.form.cleaned_data
        return {"last_day": data["last_day"], "to": data["to"] or self.person.as_advocate()}


class ChangeSchoolForm(forms.Form):
    """The school that an Advocate moves to."""

    school = forms.IntegerField(
        min_value=100_000,
        max_value=999_999,
        label="URN of the new school",
        help_text="6 digits. You can look it up in Find a school.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Enter the school’s URN, for example 136789."
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "field-short"}),
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user

    def clean_school(self) -> School:
        school = School.objects.visible_to(self.user).filter(urn=self.cleaned_data["school"]).first()
        if school is None:
            raise forms.ValidationError("None of your schools has this URN. Check the number.")
        return school

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `change_school`."""
        return {"school": self.cleaned_data["school"]}


class UploadForm(forms.Form):
    """A file with a list of Advocates."""

    file = SheetField(label="CSV or XLSX file")

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `upload_roster`."""
        return {"file": self.cleaned_data["file"]}


class HubSettingsForm(forms.Form):
    """What a hub asks of its staff when they sign in."""

    staff_need_second_factor = forms.BooleanField(
        label="Everyone who works for the hub must use two-step sign-in",
        required=False,
        help_text=(
            "They’ll use a code from an authenticator app, or a passkey, each time they sign in. Anyone without "
            "one must set it up before they can continue. This includes the hub’s auditors."
        ),
    )

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `edit_hub_settings`."""
        return dict(self.cleaned_data)


class MoveForm(forms.Form):
    """The hub that a school moves to."""

    hub = forms.ModelChoiceField(
        Hub.objects.none(),
        label="New hub",
        empty_label="Choose a hub",
        error_messages={"required": "Choose the hub that the school moves to."},
    )

    def __init__(self, *args: Any, user: User, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hubs = Hub.objects.visible_to(user).at_work().exclude(pk=school.hub_id or 0)
        self.fields["hub"].queryset = hubs.order_by("sort_name")  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `move_to_hub`."""
        return dict(self.cleaned_data)


class MergeHubForm(forms.Form):
    """The hub that takes over, and why."""

    successor = forms.ModelChoiceField(
        Hub.objects.none(),
        label="Hub that takes over",
        empty_label="Choose a hub",
        error_messages={"required": "Choose the hub that takes over."},
    )
    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="We record it and include it in the emails.",
        error_messages={"required": "Enter the reason, for example: The two hubs are merging in January."},
    )

    def __init__(self, *args: Any, user: User, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hubs = Hub.objects.visible_to(user).at_work().exclude(pk=hub.pk)
        self.fields["successor"].queryset = hubs.order_by("sort_name")  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `merge_hub`."""
        return dict(self.cleaned_data)


class NoticeForm(forms.Form):
    """The text of a hub's privacy notice."""

    text = forms.CharField(
        label="What you tell people about their data",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text=(
            "Say who the controller and processor are, and why and on what lawful basis you use the data. Say who you "
            "share it with, how long you keep it and who to contact. Leave an empty line between paragraphs."
        ),
        error_messages={"required": "Enter the text of the notice, or cancel to keep the current one."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `publish_notice`."""
        return {"text": self.cleaned_data["text"].strip()}
