"""The board's filters, read from the query string, where invalid values are ignored; the forms that close a year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.http import Http404

from devplans.choices import PlanState
from schools.choices import STAGE_FILTER, ParticipationState, Stage
from schools.models import Hub
from schools.querysets import group_filter_choices
from schools.viewer import Viewer, as_viewer
from sustaining.accounts.models import User
from sustaining.casework.models import Concern
from sustaining.casework.people import hub_people
from sustaining.casework.responsibility import (
    person_choices,
    reads_responsible,
    responsible_name,
    years_condition,
)
from sustaining.casework.responsibility_forms import PersonChoice
from sustaining.casework.rules import CASE_READERS
from sustaining.casework.watching import watched_condition
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear

from .board import COLUMNS, NOT_AT_FIRST, RESPONSIBLE
from .board_casework import COLUMN as CHECKLIST
from .board_casework import SORT, get_checklists, order_by_overdue, with_overdue_steps
from .board_choices import fetch_choices
from .board_order import DEFAULT_SORT, NOT_AGREED
from .completion import CompletionRow, at_risk
from .own_tasks import HubTask
from .rules import reads_plans

if TYPE_CHECKING:
    from sustaining.casework.checklists import SchoolChecklist
    from sustaining.common.people import Reader

PLANS = [("", "Any plan"), (NOT_AGREED, "Without an agreed plan"), *PlanState.choices]
GRANTS = [
    ("", "Any grant"),
    ("nothing", "Nothing claimed"),
    ("waiting", "Waiting for a decision"),
    ("left", "Money left"),
    ("paid", "Paid in full"),
]
SORTS = [
    ("quiet", "Needs attention first"),
    ("name", "By name"),
    ("responsible", "By person responsible"),
    ("session", "Longest without a session"),
    ("cadence", "Furthest behind on sessions"),
    ("days", "Fewest days used"),
    ("left", "Most money left"),
    ("specialist", "By Specialist"),
    ("plan", "By plan"),
    ("meetings", "Most meetings missed"),
    ("-name", "By name (Z to A)"),
    ("-responsible", "By person responsible (Z to A)"),
    ("-session", "Latest session first"),
    ("-cadence", "Furthest ahead on sessions"),
    ("-days", "Most days used"),
    ("-left", "Least money left"),
    ("-specialist", "By Specialist (Z to A)"),
    ("-plan", "By plan (reverse order)"),
    ("-meetings", "Fewest meetings missed"),
    ("overdue", "Most checklist steps overdue"),
    ("-overdue", "Fewest checklist steps overdue"),
]
MOST_YEARS = 50
PAID_FOR = ("specialist", "grant")
"""The columns shown to people who deal only with a school's money."""


class BoardForm(forms.Form):
    """Filters, order and columns of the board. They live in the query string, so that a view can be sent to a colleague."""

    q = forms.CharField(required=False, max_length=100, label="Find a school")
    year = forms.TypedChoiceField(required=False, coerce=int, label="Year")
    hub = forms.ModelChoiceField(Hub.objects.none(), required=False)
    specialist = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    responsible = forms.ChoiceField(required=False, label="Person responsible")
    stage = forms.ChoiceField(required=False, choices=STAGE_FILTER)
    focus = forms.ChoiceField(required=False)
    state = forms.ChoiceField(required=False, label="Status", choices=[("", "Any status"), *ParticipationState.choices])
    plan = forms.ChoiceField(required=False, choices=PLANS)
    grant = forms.ChoiceField(required=False, choices=GRANTS)
    sort = forms.ChoiceField(required=False, choices=SORTS, widget=forms.HiddenInput)
    quiet = forms.BooleanField(required=False, label="Needs attention")
    behind = forms.BooleanField(required=False, label="Fewer sessions than expected")
    risk = forms.BooleanField(required=False, label="At risk of not completing")
    concern = forms.BooleanField(required=False, label="With an open concern")
    overdue = forms.BooleanField(required=False, label="Overdue checklist steps")
    watched = forms.BooleanField(required=False, label="Schools I watch")
    show = forms.MultipleChoiceField(required=False, label="Columns")

    ROW = ("q", "year", "hub", "specialist", "responsible", "plan", "grant")
    MORE = ("stage", "focus", "state")
    CHOICES = ("focus", "grant", "plan", "responsible", "specialist")
    TICKS = ("watched", "quiet", "behind", "overdue", "concern", "risk")
    FILTERS = (
        "q",
        "hub",
        "specialist",
        "responsible",
        "stage",
        "focus",
        "state",
        "plan",
        "grant",
        "quiet",
        "behind",
        "overdue",
        "risk",
        "concern",
        "watched",
    )

    def __init__(self, data: Any, *, user: Reader) -> None:
        self.user, self.this_year = user, AcademicYear.of(today()).start
        values: dict[str, Any] = {"year": self.this_year, "sort": "quiet", **data.dict()}
        self.checklists: dict[int, SchoolChecklist] | None = None  # once a filter or the order asks for them
        is_staff = reads_responsible(as_viewer(user))
        typed = int(values["year"]) if str(values["year"]).isdecimal() else self.this_year
        year = typed if abs(typed - self.this_year) <= MOST_YEARS else self.this_year  # others have no projects
        self.choices = choices = fetch_choices(as_viewer(user), year)
        hidden = set() if choices.has_checklists else {CHECKLIST}
        unseen = hidden | (set() if is_staff else {RESPONSIBLE.key})
        self.columns = [
            column for column in COLUMNS if (reads_plans(user) or column.key in PAID_FOR) and column.key not in unseen
        ]
        keys = [column.key for column in self.columns]
        self.chosen = [int(key) for key in data.getlist("chosen") if key.isdecimal() and len(key) < 10]
        self.usual = [key for key in keys if key not in NOT_AT_FIRST]
        values["show"] = [key for key in data.getlist("show") if key in keys] or self.usual
        super().__init__(values)
        self.fields["show"].choices = [(column.key, column.title) for column in self.columns]  # type: ignore[attr-defined]
        self.fields["specialist"].choices = [("", "Any"), *choices.specialists]  # type: ignore[attr-defined]
        if user.is_superuser:
            hub: Any = self.fields["hub"]
            hub.queryset = Hub.objects.visible_to(user)
            hub.choices = [("", "Any"), *((row.pk, row.full_title) for row in choices.hubs)]  # read already
        else:
            del self.fields["hub"]
        if not as_viewer(user).role_names & CASE_READERS:
            del self.fields["concern"], self.fields["watched"]
        years, foci = group_filter_choices(choices.projects, self.this_year, year)
        self.fields["year"].choices, self.fields["focus"].choices = years, foci  # type: ignore[attr-defined]
        if is_staff:
            people = person_choices(choices.people.values(), as_viewer(user))
            self.fields["responsible"].choices = people  # type: ignore[attr-defined]
        else:
            del self.fields["responsible"]
        if not reads_plans(user):
            del self.fields["plan"], self.fields["risk"], self.fields["behind"]
        if hidden or not reads_plans(user):
            del self.fields["overdue"]
        for name in {*self.ROW, *self.MORE} & set(self.fields):
            self.fields[name].widget.attrs["class"] = "form-control" if name == "q" else "form-select"
        for name in {*self.TICKS} & set(self.fields):
            self.fields[name].widget.attrs["class"] = "form-check-input"
        self.fields["q"].widget = forms.TextInput(attrs={"class": "form-control", "type": "search"})

    def filters(self) -> dict[str, Any]:
        """Return the filters; `year` is this year unless the query string names another. Raise Http404 for an unknown one."""
        self.is_valid()
        if "year" in self.errors:  # figures of this year under another year's name would mislead
            raise Http404("There are no projects in that year.")
        data = dict(self.cleaned_data)
        data["year"] = data.get("year") or self.this_year
        data["sort"] = data.get("sort") or "quiet"
        data["casework"] = self._casework(data)
        if data["sort"].removeprefix("-") == "responsible":
            data["aliases"] = {"responsible_name": responsible_name(as_viewer(self.user))}
        if data.get("risk"):
            data["at_risk"] = [row.pk for row in at_risk(self.user, AcademicYear(data["year"]))]
        data |= self._by_checklists(data)
        data["show"] = data.get("show") or self.usual
        return data

    def _by_checklists(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return what narrows and orders the board by checklists: nothing unless it is asked for."""
        is_sorted = data["sort"].removeprefix("-") == SORT
        if not (data.get("overdue") or is_sorted):
            return {}
        checklists = self.checklists = get_checklists(self.user, data["year"])
        selection: dict[str, Any] = {}
        if data.get("overdue"):
            selection["with_overdue_steps"] = with_overdue_steps(checklists)
        if is_sorted:
            selection["by_checklist"] = (order_by_overdue(checklists, descending=data["sort"].startswith("-")),)
        return selection

    def _casework(self, data: dict[str, Any]) -> list[Q]:
        """Return conditions on participations by open concerns, by the person responsible and by the viewer's watchlist."""
        conditions = []
        if data.get("concern"):
            open_concerns = Concern.objects.visible_to(self.user).open().order_by()
            conditions.append(Q(school__in=open_concerns.values("school")))
        if data.get("watched"):
            conditions.append(watched_condition(as_viewer(self.user)))
        if data.get("responsible"):
            conditions.append(years_condition(data["responsible"], as_viewer(self.user)))
        return conditions

    @property
    def row(self) -> list[Any]:
        """Return the fields beside the search, which a phone keeps behind *Filters*."""
        return [self[name] for name in self.ROW if name in self.fields and name != "q"]

    @property
    def more(self) -> list[Any]:
        """Return the fields behind *More*."""
        return [self[name] for name in self.MORE]

    @property
    def ticks(self) -> list[Any]:
        """Return the tick boxes behind *More*."""
        return [self[name] for name in self.TICKS if name in self.fields]

    @property
    def uses_more(self) -> bool:
        """Return whether a filter behind *More* is set, or other columns than the usual ones are shown."""
        others = self.cleaned_data.get("show") or self.usual
        return others != self.usual or any(self.cleaned_data.get(name) for name in (*self.MORE, *self.TICKS))

    def selection(self) -> dict[str, Any]:
        """Return the filters with the rows that are selected on the board, for what is done with these."""
        return {**self.filters(), "chosen": self.chosen}

    def in_words(self) -> list[tuple[str, str]]:
        """Return each filter that is set, and an order other than the usual one: the field's name and a few words."""
        chosen = [(name, self.cleaned_data.get(name)) for name in self.FILTERS]
        filters = [(name, self._in_words(name, value)) for name, value in chosen if value]
        if (sort := self.cleaned_data.get("sort")) and sort != DEFAULT_SORT:
            filters.append(("sort", f"Order: {dict(SORTS)[sort].lower()}"))
        return filters

    def _in_words(self, name: str, value: Any) -> str:
        """Return one filter in words: `Plan: Agreed`, or its label alone for a tick."""
        if value is True:
            return str(self.fields[name].label)
        choices = {"state": ParticipationState, "stage": Stage}.get(name)
        if choices is not None:
            value = choices(value).label
        elif name in self.CHOICES:
            value = dict(self.fields[name].choices)[value]  # type: ignore[attr-defined]
        return f"{self[name].label}: {value}"

    @property
    def narrows(self) -> bool:
        """Return whether some filter is set."""
        return any(self.cleaned_data.get(name) for name in self.FILTERS)


class CompleteForm(forms.Form):
    """The schools whose year is completed, and the reason for each that lacks something."""

    schools = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Choose the schools that have completed the year."}
    )

    def __init__(self, *args: Any, year: AcademicYear, rows: Sequence[CompletionRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year, self.rows = year, rows
        self.fields["schools"].choices = [(row.pk, str(row.participation.school)) for row in rows]  # type: ignore[attr-defined]
        self.fields["schools"].initial = [row.pk for row in rows if row.is_ready]
        for row in rows:
            if row.needs_reason:
                self.fields[f"reason_{row.pk}"] = forms.CharField(
                    required=False, max_length=300, label=f"Reason for completing {row.participation.school} anyway"
                )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return each school with whether it is chosen and its field for a reason, for the template."""
        chosen = {str(key) for key in self["schools"].value() or []}
        return [
            {
                "row": row,
                "is_chosen": str(row.pk) in chosen,
                "reason": self[f"reason_{row.pk}"] if row.needs_reason else None,
            }
            for row in self.rows
        ]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        data = self.cleaned_data
        return {"year": self.year, "reasons": {key: data.get(f"reason_{key}", "") for key in data["schools"]}}


class ReopenForm(forms.Form):
    """The reason why a completion is taken back."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason for reopening the year."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {"reason": self.cleaned_data["reason"]}


class GiveTaskForm(forms.Form):
    """A colleague at the hub."""

    person = PersonChoice(
        User.objects.none(),
        empty_label="Choose a person",
        label="Colleague",
        help_text="The task moves to the top of their list.",
        error_messages={"required": "Choose a colleague.", "invalid_choice": "Choose someone who works for the hub."},
    )

    def __init__(self, data: Any = None, *, task: HubTask, hub: Hub, by: Viewer) -> None:
        super().__init__(data)
        self.task = task
        self.fields["person"].queryset = hub_people([hub.pk], by.day).exclude(pk=by.user.pk or 0)  # type: ignore[attr-defined]

    @property
    def has_colleagues(self) -> bool:
        """Return whether there is anyone to give it to."""
        return bool(self.fields["person"].queryset.exists())  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        item = self.task.item
        return {"key": item.key, "title": item.title, "person": self.cleaned_data["person"]}
