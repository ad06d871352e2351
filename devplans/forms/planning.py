"""Forms for planning sessions: proposed times, a move, visits and places on them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from schools.current_year import NotTakingPart, SchoolYears
from schools.models import Participation
from sustaining.common.forms import AddressField, OnceMixin, TypedDateField, TypedTimeField

from ..models import Proposal, ProposedTime
from ..models.proposals import MOST_TIMES
from ..session_kinds import SessionKind

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def in_london(day: date, at: time) -> datetime:
    """Return the aware datetime of a day and time of day in London."""
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())


class TimeForm(forms.Form):
    """A day with a start and an end time. `span()` gives the two datetimes."""

    day = TypedDateField(label="Day", error_messages={"required": "Enter the date, for example 4/11/2026."})
    since = TypedTimeField(label="From", error_messages={"required": "Enter the start time, for example 9am."})
    until = TypedTimeField(label="To", error_messages={"required": "Enter the end time, for example 12:30pm."})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] <= data["since"]:
            self.add_error("until", "End time must be after the start time.")
        return data

    def span(self) -> tuple[datetime, datetime]:
        """Return the start and end as datetimes in London."""
        data = self.cleaned_data
        return in_london(data["day"], data["since"]), in_london(data["day"], data["until"])


class ProposalForm(OnceMixin):
    """A proposal of up to five times, each a day with a start and an end; only the first is required."""

    kind = forms.ChoiceField(
        label="Purpose", choices=SessionKind, error_messages={"required": "Choose the kind of session."}
    )
    about = forms.CharField(label="Summary", required=False, max_length=200)
    place = forms.CharField(label="Where", required=False, max_length=150)

    def __init__(
        self, *args: Any, participation: Participation, years: SchoolYears | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.participation, self.years = participation, years
        self.row_titles: dict[str, str] = {}
        for number in range(1, MOST_TIMES + 1):
            self.fields[f"day_{number}"] = TypedDateField(label="Day", required=number == 1)
            self.fields[f"since_{number}"] = TypedTimeField(label="From", required=number == 1)
            self.fields[f"until_{number}"] = TypedTimeField(label="To", required=number == 1)
            for name in ("day", "since", "until"):
                self.fields[f"{name}_{number}"].widget.attrs["class"] += " form-control"
                self.row_titles[f"{name}_{number}"] = "First choice" if number == 1 else f"Choice {number}"
        self.fields["day_1"].error_messages["required"] = "Enter the first date, for example 4/11/2026."
        self.fields["since_1"].error_messages["required"] = "Enter the start time, for example 9am."
        self.fields["until_1"].error_messages["required"] = "Enter the end time, for example 12:30pm."

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the proposed times as rows for the page: the title of each, and its fields."""
        names = ("day", "since", "until")
        return [
            (self.row_titles[f"day_{number}"], [self[f"{name}_{number}"] for name in names])
            for number in range(1, MOST_TIMES + 1)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(1, MOST_TIMES + 1):
            day, since, until = (data.get(f"{name}_{number}") for name in ("day", "since", "until"))
            wrong = any(f"{name}_{number}" in self.errors for name in ("day", "since", "until"))
            if wrong or not (day or since or until):
                continue
            if not (day and since and until):
                self.add_error(f"day_{number}", "Enter the date, start time and end time, or leave all three empty.")
            elif until <= since:
                self.add_error(f"until_{number}", "End time must be after the start time.")
        if self.years and not self.errors:
            self._choose_participation(data, self.years)
        return data

    def _choose_participation(self, data: dict[str, Any], years: SchoolYears) -> None:
        """Set the participation of the academic year that the days are in."""
        days = {number: data[f"day_{number}"] for number in range(1, MOST_TIMES + 1) if data.get(f"day_{number}")}
        try:
            self.participation = years.require_for(days.values())
        except NotTakingPart as error:
            self.add_error(f"day_{min(days)}", str(error))

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        data = self.cleaned_data
        given = [number for number in range(1, MOST_TIMES + 1) if data.get(f"day_{number}")]
        times = [tuple(in_london(data[f"day_{n}"], data[f"{name}_{n}"]) for name in ("since", "until")) for n in given]
        return {
            "kind": data["kind"],
            "about": data["about"],
            "place": data["place"],
            "times": times,
            "client_key": data["once"],
        }


class AnswerForm(forms.Form):
    """A choice of one of the proposed times."""

    time = forms.ModelChoiceField(
        ProposedTime.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose one of the times.", "invalid_choice": "Choose one of the times."},
    )

    def __init__(self, *args: Any, proposal: Proposal, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time"].queryset = ProposedTime.objects.visible_to(user).filter(proposal=proposal)  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"time": self.cleaned_data["time"]}


class MoveForm(TimeForm):
    """A new time or place for a planned session."""

    place = forms.CharField(label="Where", required=False, max_length=150)

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        starts_at, ends_at = self.span()
        return {"starts_at": starts_at, "ends_at": ends_at, "place": self.cleaned_data["place"]}


class VisitForm(OnceMixin, TimeForm):
    """An offer of a visit to the Specialist's own school."""

    places = forms.IntegerField(
        min_value=1,
        max_value=30,
        initial=6,
        error_messages={
            "required": "Enter the number of places, for example 6.",
            "invalid": "Enter the number of places, for example 6.",
            "max_value": "Places must be 30 or fewer.",
            "min_value": "Places must be 1 or more.",
        },
        help_text="The total for all your schools.",
    )
    focus = forms.CharField(
        label="Focus",
        max_length=200,
        error_messages={"required": "Enter the focus of the visit, for example Year 8, ratio with bar models."},
    )
    arriving = forms.CharField(
        label="Where to arrive, and when",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For example, sign in at reception by 8:45am; parking behind the gym.",
    )
    host_email = AddressField(
        label="School contact’s email address",
        required=False,
        max_length=254,
        error_messages={"invalid": "Enter an email address, like office@westbrook.sch.uk."},
        help_text="We’ll email them who is coming, and any changes.",
    )
    field_order = ["focus", "day", "since", "until", "places", "arriving", "host_email"]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        starts_at, ends_at = self.span()
        plain = {name: self.cleaned_data[name] for name in ("places", "focus", "arriving", "host_email")}
        return {**plain, "starts_at": starts_at, "ends_at": ends_at, "client_key": self.cleaned_data["once"]}


class PlaceForm(forms.Form):
    """Places on a visit for one school."""

    participation = forms.ModelChoiceField(Participation.objects.none(), label="School", empty_label=None)
    seats = forms.IntegerField(
        label="How many people are coming?",
        min_value=1,
        max_value=30,
        initial=2,
        error_messages={
            "required": "Enter the number of people, for example 2.",
            "invalid": "Enter the number of people, for example 2.",
            "min_value": "Enter 1 or more.",
            "max_value": "That is more than a visit can take. Enter the number of people, for example 2.",
        },
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participation"].queryset = choices  # type: ignore[attr-defined]
        self.fields["participation"].label_from_instance = lambda participation: str(participation.school)  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"seats": self.cleaned_data["seats"]}
