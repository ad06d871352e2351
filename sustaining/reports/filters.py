"""What a report is about: a year, a hub, a stage, a focus; read from the address, through what is visible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import Http404

from devplans.as_at import as_at
from devplans.choices import Aspect, BigIdea, Colour, OutcomeGroup
from devplans.session_kinds import SessionKind
from schools.choices import STAGE_FILTER, ParticipationState, Stage
from schools.hub_fields import HubChoice
from schools.hub_history import hub_title_on
from schools.lead_schools import lead_school_on
from schools.models import Hub, Participation, Project
from schools.roles import PLAN_READERS
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear

if TYPE_CHECKING:
    from sustaining.common.people import Reader

YEARS_BACK = 4
NO_GROUP = "none"
"""What the address calls aims without an outcome group."""
NARROWER = ("state", "kind", "month", "colour", "idea", "group", "aspect", "score")


@dataclass(frozen=True)
class ReportFilter:
    """A report's subject. What follows `stage` narrows the rows of one table, when a number is clicked."""

    user: Reader
    year: AcademicYear
    today: date
    hub: Hub | None = None
    focus: str = ""
    focus_title: str = ""
    stage: str = ""
    state: str = ""
    kind: str = ""
    month: str = ""
    colour: str = ""
    idea: str = ""
    group: str = ""
    aspect: str = ""
    score: str = ""

    def participations(self) -> Any:
        """Return the schools' years that the report is about."""
        return self.participations_in([self.year.start])

    def participations_in(self, years: Iterable[int]) -> Any:
        """Return the same schools' years of several academic years."""
        return self._filtered(Participation.objects.visible_to(self.user).in_years(years))

    def proposed(self) -> Any:
        """Return the years that are proposed to schools which have not confirmed: no figure counts them."""
        rows = Participation.objects.visible_to(self.user).listed_in_year(self.year.start)
        return self._filtered(rows).filter(state=ParticipationState.PROPOSED)

    def _filtered(self, participations: Any) -> Any:
        conditions = {"hub": self.hub, "focus": self.focus, "project__stage": self.stage, "state": self.state}
        return participations.filter(**{name: value for name, value in conditions.items() if value})

    def plan_schools(self) -> QuerySet[Any]:
        """Return the keys of the schools that take part or completed, for rows of plans.

        A hub counts those of its years after a school has moved.
        """
        years = self.participations().took_part().reached_by(self.user, PLAN_READERS)
        return years.order_by().values("school")

    @cached_property
    def lead_school(self) -> str:
        """Return the school that led the hub at the end of the year, or leads it now; empty without a hub. One query."""
        return lead_school_on(self.hub, self.as_at) if self.hub else ""

    @property
    def as_at(self) -> date:
        """Return the day that the figures are of: today, or the year's last day once it is past."""
        return as_at(self.year)

    @property
    def query(self) -> str:
        """Return the report's own parameters for links: year, hub, focus, stage."""
        pairs = {
            "year": self.year.start,
            "hub": self.hub.pk if self.hub else "",
            "focus": self.focus,
            "stage": self.stage,
        }
        return urlencode({name: value for name, value in pairs.items() if value})

    def query_with(self, **narrower: str) -> str:
        """Return the query string with more parameters, for the link from a number to its rows."""
        return f"{self.query}&{urlencode(narrower)}"

    def without_narrowing(self) -> ReportFilter:
        """Return a copy without the conditions that a selected number added."""
        nothing: dict[str, Any] = dict.fromkeys(NARROWER, "")
        return replace(self, **nothing)

    @cached_property
    def hub_title(self) -> str:
        """Return the name of the hub on the day; empty for the programme. One query."""
        return hub_title_on(self.hub, self.as_at) if self.hub else ""

    def __str__(self) -> str:
        parts = [self.hub_title, str(self.year), self.focus_title]
        if self.stage:
            parts.append(str(Stage(self.stage).label))
        return ", ".join(filter(None, parts))


class ReportForm(forms.Form):
    """Year, hub, stage, focus; invalid values are left out, except that an unknown year is refused."""

    year = forms.TypedChoiceField(required=False, coerce=int, label="Year")
    hub = HubChoice(Hub.objects.none(), required=False, empty_label="All hubs", label="Hub")
    stage = forms.ChoiceField(required=False, choices=STAGE_FILTER, label="Stage")
    focus = forms.ChoiceField(required=False, label="Focus")
    state = forms.ChoiceField(required=False, choices=ParticipationState.choices)
    kind = forms.ChoiceField(required=False, choices=SessionKind.choices)
    month = forms.RegexField(r"^20[0-9]{2}-(0[1-9]|1[0-2])$", required=False)
    colour = forms.ChoiceField(required=False, choices=Colour.choices)
    idea = forms.ChoiceField(required=False, choices=BigIdea.choices)
    group = forms.ChoiceField(required=False, choices=[*OutcomeGroup.choices, (NO_GROUP, "None")])
    aspect = forms.ChoiceField(required=False, choices=Aspect.choices)
    score = forms.RegexField(r"^[1-5]$", required=False)

    SHOWN = ("year", "hub", "stage", "focus")

    def __init__(self, data: Any, *, user: Reader) -> None:
        self.user, self.this_year = user, AcademicYear.of(today())
        super().__init__({"year": self.this_year.start, **data.dict()})
        year = self.data["year"]
        start = int(year) if str(year).isdecimal() and len(str(year)) == 4 else self.this_year.start
        years, foci = Project.objects.visible_to(user).filter_choices(self.this_year.start, start)
        self.fields["year"].choices, self.fields["focus"].choices = years, foci  # type: ignore[attr-defined]
        hubs = Hub.objects.visible_to(user).select_related("merged_into").at_work_first()
        self.fields["hub"].queryset = hubs  # type: ignore[attr-defined]
        for name in self.SHOWN:
            self.fields[name].widget.attrs["class"] = "form-select"

    def report_filter(self) -> ReportFilter:
        """Return the filter that the query string asks for; a user with one hub gets that hub.

        Raise Http404 for a year without projects: this year's figures under another year's name would mislead.
        """
        self.is_valid()
        if "year" in self.errors:
            raise Http404("There are no projects in that year.")
        data = {name: value for name, value in self.cleaned_data.items() if value}
        year = AcademicYear(data.pop("year", self.this_year.start))
        hub = data.pop("hub", None)
        if hub is None and not self.user.is_superuser:
            hub = next(iter(self.hubs), None)
        title = dict(self.fields["focus"].choices).get(data.get("focus"), "") if data.get("focus") else ""  # type: ignore[attr-defined]
        return ReportFilter(self.user, year, today(), hub, focus_title=title, **data)

    @property
    def shown(self) -> list[Any]:
        """Return the fields to filter by; the hub only where there is a choice."""
        return [self[name] for name in self.SHOWN if name != "hub" or len(self.hubs) > 1]

    @property
    def shown_for_all_hubs(self) -> list[Any]:
        """Return the fields to filter by where every hub is shown. No query."""
        return [self[name] for name in self.SHOWN if name != "hub"]

    @cached_property
    def hubs(self) -> list[Hub]:
        """Return the hubs to choose from, those at work first. One query."""
        return list(self.fields["hub"].queryset)  # type: ignore[attr-defined]
