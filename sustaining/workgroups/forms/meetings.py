"""Forms of Work Groups and meetings."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from schools.choices import focus_choices
from schools.closed_day_forms import ClosedDayMixin
from schools.models import Hub, Participation, Project
from specialists.models import Specialist
from sustaining.common.clock import today
from sustaining.common.files import TAKEN, UploadsField
from sustaining.common.forms import NAME_ONLY, AddressField, ReasonForm, TypedDateField, TypedTimeField
from sustaining.common.years import AcademicYear

from ..choices import Mark, Mode, Rsvp
from ..models import Membership, WorkGroup

if TYPE_CHECKING:
    from sustaining.accounts.models import User

__all__ = [
    "AboutForm", "AnswerForm", "ColleagueForm", "CorrectDateForm", "FilesForm", "GroupForm", "JoinForm",
    "LeaveForm", "LinkForm", "MarkForm", "MeetingForm", "ReasonForm", "TimeForm",
]  # fmt: skip


class GroupForm(forms.Form):
    """A new Work Group of a hub."""

    hub = forms.ModelChoiceField(Hub.objects.none(), empty_label=None)
    project = forms.ModelChoiceField(Project.objects.none(), empty_label=None)
    name = forms.CharField(max_length=100, help_text="The name your schools will use, for example Work Group B.")
    focus = forms.ChoiceField(required=False)
    leads = forms.ModelMultipleChoiceField(
        Specialist.objects.none(), required=False, label="Work Group Leads", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = AcademicYear.of(today()).start
        hubs = Hub.objects.visible_to(user).at_work()
        projects = Project.objects.visible_to(user).filter(has_work_groups=True, academic_year__gte=year)
        self.fields["hub"].queryset = hubs  # type: ignore[attr-defined]
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]
        self.fields["leads"].queryset = Specialist.objects.visible_to(user).select_related("user")  # type: ignore[attr-defined]
        foci: list[str] = max((project.foci for project in projects), key=len, default=[])
        self.fields["focus"].choices = [("", "No particular focus"), *focus_choices(foci)]  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action, without the hub that it acts on."""
        return {name: value for name, value in self.cleaned_data.items() if name != "hub"}


class EditGroupForm(forms.Form):
    """The name, focus and leads of a Work Group that is there."""

    name = forms.CharField(
        max_length=100, error_messages={"required": "Enter the name of the group, for example Work Group B."}
    )
    focus = forms.ChoiceField(required=False)
    leads = forms.ModelMultipleChoiceField(
        Specialist.objects.none(), required=False, label="Work Group Leads", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, user: User, group: WorkGroup) -> None:
        leading = [lead.pk for lead in group.leads.all()]
        super().__init__(data, initial={"name": group.name, "focus": group.focus, "leads": leading})
        working = Specialist.objects.visible_to(user).working(today()).at_hub(group.hub.present_id).values("pk")
        offered = Specialist.objects.visible_to(user).filter(Q(pk__in=working) | Q(pk__in=leading))
        self.fields["leads"].queryset = offered.select_related("user").order_by("user__sort_name")  # type: ignore[attr-defined]
        foci = [("", "No particular focus"), *group.project.focus_choices]
        self.fields["focus"].choices = foci  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return dict(self.cleaned_data)


class JoinForm(forms.Form):
    """The schools that join a group, and from when."""

    participations = forms.ModelMultipleChoiceField(
        Participation.objects.none(),
        label="Schools",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one school."},
    )
    on = TypedDateField(label="From", help_text="They’ll be invited to meetings from this date.", initial=today)

    def __init__(self, *args: Any, user: User, group: WorkGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participations"].queryset = (  # type: ignore[attr-defined]
            Participation.objects.visible_to(user)
            .active()
            .filter(project=group.project_id, hub=group.hub_id)
            .exclude(pk__in=Membership.objects.visible_to(user).filter(ends_on__isnull=True).values("participation"))
            .select_related("school", "project")
            .order_by("school__sort_name")
        )
        self.fields["participations"].label_from_instance = lambda participation: participation.school.name  # type: ignore[attr-defined]


class TimeForm(ClosedDayMixin):
    """A meeting's date and London times, and its place."""

    field_order = ["date", "closed_day"]
    date = TypedDateField(label="Date", help_text="For example, 4/11/2026 or 4 Nov.")
    start = TypedTimeField(label="From", help_text="For example, 4pm.")
    end = TypedTimeField(label="To")
    mode = forms.ChoiceField(
        choices=Mode,
        label="Format",
        error_messages={"required": "Choose whether the meeting is in person or online."},
        widget=forms.RadioSelect,
        initial=Mode.IN_PERSON,
    )
    place = forms.CharField(max_length=200, required=False, help_text="Name and address, if in person.")
    map_link = forms.URLField(
        max_length=500, required=False, assume_scheme="https", help_text="A link to a map, if in person."
    )
    joining_link = forms.URLField(
        max_length=500, required=False, assume_scheme="https", help_text="For online meetings. Only members can see it."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, start, end = data.get("date"), data.get("start"), data.get("end")
        if day and start and end:
            data["starts_at"], data["ends_at"] = in_london(day, start), in_london(day, end)
            if end <= start:
                self.add_error("end", "End time must be after the start time.")
        if day:
            self.ask_about(day)
        return data

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments for announcing or moving a meeting."""
        names = ("starts_at", "ends_at", "mode", "place", "map_link", "joining_link")
        return {name: self.cleaned_data[name] for name in names}


class MeetingForm(TimeForm):
    """A new meeting; without a date it is *to be announced*."""

    field_order = ["title", "agenda", "date", "closed_day", "start", "end", "mode", "place", "map_link", "joining_link"]
    title = forms.CharField(max_length=150, required=False, help_text="For example, Spring 1: ratio and proportion.")
    agenda = forms.CharField(required=False, max_length=10000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("date", "start", "end"):
            self.fields[name].required = False
        self.fields["date"].help_text = "Leave empty if to be announced."

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("date"):
            for name in ("start", "end"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Enter the start and end times, for example 4pm.")
        return data

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments for adding a meeting; its times are None while it is to be announced."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("title", "agenda", "mode", "place", "map_link", "joining_link")},
            "starts_at": data.get("starts_at"),
            "ends_at": data.get("ends_at"),
        }


class CorrectDateForm(forms.Form):
    """When a meeting really took place, and why its date is corrected."""

    date = TypedDateField(label="Date", help_text="The date the meeting took place, for example 4/11/2026.")
    start = TypedTimeField(label="From", help_text="For example, 4pm.")
    end = TypedTimeField(label="To")
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Enter the reason. It is shown on the meeting page."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments for correcting the date."""
        data = self.cleaned_data
        return {
            "starts_at": in_london(data["date"], data["start"]),
            "ends_at": in_london(data["date"], data["end"]),
            "reason": data["reason"],
        }


class AnswerForm(forms.Form):
    """Coming, or apologies with a reason and a substitute."""

    rsvp = forms.ChoiceField(choices=[(Rsvp.COMING, "Going"), (Rsvp.APOLOGIES, "Apologies")], widget=forms.HiddenInput)
    reason = forms.CharField(
        max_length=300, required=False, label="Reason", help_text="The lead and the hub can read this."
    )
    substitute_name = forms.CharField(validators=NAME_ONLY, max_length=150, required=False, label="Substitute’s name")
    substitute_email = AddressField(
        max_length=254,
        required=False,
        label="Substitute’s email address",
        help_text="Colleagues with a school email address are invited straight away. Your hub must confirm anyone else first.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name, email = data.get("substitute_name"), data.get("substitute_email")
        if name and not email and "substitute_email" not in self.errors:
            self.add_error("substitute_email", "Enter their email address, so that we can invite them.")
        if email and not name and "substitute_name" not in self.errors:
            self.add_error("substitute_name", "Enter their name for the register.")
        return data

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return dict(self.cleaned_data)


class MarkForm(forms.Form):
    """A mark in the register for an invited `person`, or for a colleague by their `line`. `ago` is in seconds."""

    person = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    line = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    mark = forms.ChoiceField(choices=Mark)
    ago = forms.IntegerField(min_value=0, max_value=7 * 24 * 3600, required=False)

    @property
    def ago_data(self) -> timedelta:
        """Return how long ago the mark was tapped."""
        return timedelta(seconds=self.cleaned_data.get("ago") or 0)


class ColleagueForm(forms.Form):
    """The name and school of a colleague who came along."""

    name = forms.CharField(max_length=150, error_messages={"required": "Enter the guest’s name."})
    participation = forms.ModelChoiceField(Participation.objects.none(), required=False, label="School")

    def __init__(self, *args: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["participation"]
        field.queryset, field.empty_label = schools, "Another school, or the hub"
        field.label_from_instance = lambda participation: participation.school.name

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return dict(self.cleaned_data)


class AboutForm(forms.Form):
    """A meeting's title, agenda and gap task."""

    title = forms.CharField(max_length=150, required=False, help_text="For example, Spring 1: ratio and proportion.")
    agenda = forms.CharField(required=False, max_length=10000, widget=forms.Textarea(attrs={"rows": 6}))
    gap_task = forms.CharField(
        label="Gap task for next time", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Included in the thank-you email and in the reminder for the next meeting.",
    )  # fmt: skip

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return dict(self.cleaned_data)


class LinkForm(forms.Form):
    """A link to something to read or bring."""

    title = forms.CharField(max_length=150)
    address = forms.URLField(max_length=500, assume_scheme="https")

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return dict(self.cleaned_data)


class FilesForm(forms.Form):
    """Files to read or bring."""

    uploads = UploadsField(label="Files", help_text=f"Up to 10 MB each: {TAKEN}.")

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return dict(self.cleaned_data)


class LeaveForm(forms.Form):
    """The day on which a school leaves, and the group that it moves to, if any."""

    on = TypedDateField(
        label="From", help_text="People from the school won’t be invited to meetings from this date.", initial=today
    )
    to = forms.ModelChoiceField(
        WorkGroup.objects.none(), required=False, label="To", empty_label="No other group (the school leaves)"
    )

    def __init__(self, *args: Any, user: User, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = membership.group
        others = WorkGroup.objects.visible_to(user).filter(hub=group.hub_id, project=group.project_id)
        self.fields["to"].queryset = others.exclude(pk=group.pk).order_by("sort_name")  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments for leaving, or for moving when a group is chosen."""
        data = self.cleaned_data
        return {"on": data["on"], **({"to": data["to"]} if data.get("to") else {})}


def in_london(day: date, at: time) -> datetime:
    """Return the aware datetime of a day and time of day in London."""
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())
