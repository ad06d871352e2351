"""Forms for a hub's reminder schedule and wording, and for planning a year's meetings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from schools.closed_day_forms import ClosedDayMixin
from schools.models import Hub
from sustaining.common.forms import TypedDateField, TypedTimeField
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.outbox.kinds import EmailKind
from sustaining.outbox.wording import from_words, mistyped_placeholder, wording_problem

from ..actions import NewMeeting
from ..choices import Mode
from ..models import Meeting, ReminderSchedule, WorkGroup
from ..models.hubs import MOST_DAYS
from ..series import Proposal, proposals
from ..wording import is_about_a_meeting
from .meetings import in_london

if TYPE_CHECKING:
    from sustaining.accounts.models import User

WEEKDAYS = [(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday")]
MOST_ROUNDS = 5


class DaysField(forms.CharField):
    """A field for days, typed as `7, 1`: a list without duplicates, at most five days of up to sixty."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        numbers = [number for number in super().clean(value).replace(",", " ").split() if number]
        if any(not number.isascii() or not number.isdigit() or int(number[:4]) > MOST_DAYS for number in numbers):
            raise ValidationError(f"Enter days between 0 and {MOST_DAYS}, for example 7, 1.")
        if len(numbers) > MOST_ROUNDS:
            raise ValidationError(f"Enter {MOST_ROUNDS} days or fewer.")
        return sorted({int(number) for number in numbers}, reverse=True)


class ScheduleForm(forms.Form):
    """A hub's days and hours for reminders."""

    remind_days = DaysField(
        required=False,
        label="Reminders (days before)",
        help_text="For example, 7, 1. Leave empty for none. If that’s a weekend or bank holiday, they go the working day before.",
        max_length=60,
    )
    nudge_days = DaysField(
        required=False, label="Reminders to reply (days before)", max_length=60,
        help_text="Sent to people who haven’t replied. For example, 10. Leave empty for none.",
    )  # fmt: skip
    thanks_days = forms.IntegerField(
        required=False, min_value=0, max_value=14, label="Thanks with the gap task (days after)",
        help_text="Leave empty for none. Sent once the register is closed.",
    )  # fmt: skip
    sends_from = TypedTimeField(
        label="Sent from", help_text="We won’t send anything before this time. For example, 9am."
    )
    sends_until = TypedTimeField(label="Sent until", help_text="Emails due later are sent the next morning.")
    notice_days = forms.IntegerField(
        min_value=0, max_value=MOST_DAYS, label="Notice for apologies (days)",
        help_text="Later apologies are marked as late.",
    )  # fmt: skip

    @staticmethod
    def opened(schedule: ReminderSchedule) -> dict[str, Any]:
        """Return the form's initial values."""
        return {name: getattr(schedule, name) for name in ScheduleForm.base_fields}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("sends_from"), data.get("sends_until")
        if first and last and last <= first:
            self.add_error("sends_until", "“Sent until” must be after “Sent from”.")
        return data

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return dict(self.cleaned_data)


class WordingForm(forms.Form):
    """The wording of one kind of email, and a meeting for the preview where the kind is about meetings."""

    subject = forms.CharField(max_length=200)
    body = forms.CharField(max_length=5000, widget=forms.Textarea(attrs={"rows": 14}), label="Text")
    with_meeting = forms.ModelChoiceField(
        Meeting.objects.none(), required=False, label="Preview with", empty_label=None
    )

    def __init__(self, *args: Any, user: User, hub: Hub, kind: EmailKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if not is_about_a_meeting(kind):
            del self.fields["with_meeting"]
            return
        meetings = Meeting.objects.visible_to(user).filter(group__hub=hub, starts_at__isnull=False)
        field: Any = self.fields["with_meeting"]
        field.queryset = meetings.select_related("group__hub").order_by("-starts_at")
        field.label_from_instance = lambda meeting: f"{meeting}, {format_day(meeting.starts_at)}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = [variable.name for variable in self.kind.variables]
        for field in ("subject", "body"):
            text = from_words(data.get(field, ""), names)
            problem = mistyped_placeholder(text, names) or wording_problem(self.kind, text, field)
            if text and problem:
                self.add_error(field, problem)
            elif text:
                data[field] = text
        return data

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return {"template": self.kind.name, "subject": self.cleaned_data["subject"], "body": self.cleaned_data["body"]}


class SeriesForm(forms.Form):
    """What a year's meetings have in common, from which days are proposed."""

    weekday = forms.TypedChoiceField(choices=WEEKDAYS, coerce=int, label="Day of the week", initial=2)
    week = forms.TypedChoiceField(
        choices=[(n, f"Week {n}") for n in range(1, 7)], coerce=int, label="Week of each half term", initial=3
    )
    start = TypedTimeField(label="From", help_text="For example, 4pm.")
    end = TypedTimeField(label="To")
    mode = forms.ChoiceField(
        choices=Mode,
        label="Format",
        error_messages={"required": "Choose whether the meeting is in person or online."},
        widget=forms.RadioSelect,
        initial=Mode.IN_PERSON,
    )
    place = forms.CharField(max_length=200, required=False, help_text="Name and address, if always the same.")
    joining_link = forms.URLField(
        max_length=500, required=False, assume_scheme="https", help_text="For online meetings. Only members can see it."
    )

    def proposals(self, group: WorkGroup, after: Any) -> list[Proposal]:
        """Return a proposal for each half term of the group's year."""
        data = self.cleaned_data
        return proposals(group.hub, group.project.year, weekday=data["weekday"], week=data["week"], after=after)


class RowForm(ClosedDayMixin):
    """One meeting of the series, which the user may adjust or leave out by unticking it."""

    field_order = ["is_held", "title", "date", "closed_day"]
    is_held = forms.BooleanField(required=False, label="Hold this meeting")
    title = forms.CharField(max_length=150, required=False)
    date = TypedDateField(required=False, help_text="Leave empty if to be announced.")
    start = TypedTimeField(required=False, label="From")
    end = TypedTimeField(required=False, label="To")
    mode = forms.ChoiceField(
        choices=Mode, label="Format", error_messages={"required": "Choose whether the meeting is in person or online."}
    )
    place = forms.CharField(max_length=200, required=False)
    joining_link = forms.URLField(max_length=500, required=False, assume_scheme="https")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, start, end = data.get("date"), data.get("start"), data.get("end")
        if not data.get("is_held") or not day or "date" in self.errors:
            return data
        self.ask_about(day)
        for name in ("start", "end"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, "Enter the start and end times, for example 4pm.")
        if start and end and end <= start:
            self.add_error("end", "End time must be after the start time.")
        return data

    def meeting(self) -> NewMeeting:
        """Return the meeting for the action."""
        data = self.cleaned_data
        day = data.get("date")
        return NewMeeting(
            title=data["title"],
            starts_at=in_london(day, data["start"]) if day else None,
            ends_at=in_london(day, data["end"]) if day else None,
            mode=data["mode"],
            place=data["place"],
            joining_link=data["joining_link"],
        )


class RowsFormSet(forms.BaseFormSet):
    """The year's meetings on the check page."""

    def clean(self) -> None:
        if any(self.errors):
            return
        ticked = [form.cleaned_data for form in self.forms if form.cleaned_data.get("is_held")]
        if not ticked:
            raise ValidationError("Select at least one meeting.")
        days = [data["date"] for data in ticked if data.get("date")]
        if len(days) != len(set(days)):
            raise ValidationError("Two meetings are on the same day. Change or clear one of them.")

    def meetings(self) -> list[NewMeeting]:
        """Return the ticked meetings by date, those to be announced last."""
        ticked = [form for form in self.forms if form.cleaned_data.get("is_held")]
        ordered = sorted(ticked, key=lambda form: form.cleaned_data["date"] or date.max)
        return [form.meeting() for form in ordered]


Rows = forms.formset_factory(RowForm, formset=RowsFormSet, extra=0, max_num=12, absolute_max=12)
