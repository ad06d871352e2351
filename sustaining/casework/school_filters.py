"""Kinds of schools to write to: the filters of *Email people*, read from a query string."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.http import Http404, QueryDict

from devplans.choices import AGREED_STATES
from devplans.models import Plan
from funding.grant_balance import waiting_for, with_money_left
from funding.models import Grant
from schools.choices import STAGE_FILTER, ParticipationState
from schools.models import Participation, Project
from schools.roles import MONEY_READERS
from specialists.models import Specialist
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear
from sustaining.workgroups.models import Membership, WorkGroup

from .audiences import Audience, audiences
from .querysets import support_on

if TYPE_CHECKING:
    from schools.viewer import Viewer

PLANS = [("", "Any plan"), ("open", "Without an agreed plan"), ("agreed", "With an agreed plan")]
GRANTS = [("", "Any grant"), ("left", "Money left"), ("nothing", "Nothing claimed")]
TAKING_PART = (ParticipationState.ACTIVE, ParticipationState.PAUSED, ParticipationState.COMPLETED)
SELECT = {"class": "form-select"}


class SchoolFilters(forms.Form):
    """Which schools of a year: by plan, grant, Work Group, Specialist and stage."""

    year = forms.TypedChoiceField(coerce=int, required=False, label="Year", widget=forms.Select(attrs=SELECT))
    plan = forms.ChoiceField(required=False, choices=PLANS, label="Plan", widget=forms.Select(attrs=SELECT))
    grant = forms.ChoiceField(required=False, choices=GRANTS, label="Grant", widget=forms.Select(attrs=SELECT))
    group = forms.ModelChoiceField(
        WorkGroup.objects.none(),
        required=False,
        empty_label="Any group",
        label="Work Group",
        widget=forms.Select(attrs=SELECT),
    )
    specialist = forms.ModelChoiceField(
        Specialist.objects.none(),
        required=False,
        empty_label="Any Specialist",
        label="Specialist",
        widget=forms.Select(attrs=SELECT),
    )
    stage = forms.ChoiceField(required=False, choices=STAGE_FILTER, label="Stage", widget=forms.Select(attrs=SELECT))

    def __init__(self, data: QueryDict, *, viewer: Viewer) -> None:
        start = AcademicYear.of(today()).start
        super().__init__({"year": start, **{name: data.get(name, "") for name in data}})
        self.fields["year"].choices = Project.objects.visible_to(viewer).year_choices(start)  # type: ignore[attr-defined]
        groups = WorkGroup.objects.visible_to(viewer).order_by("-project__academic_year", "sort_name")
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        specialists = Specialist.objects.visible_to(viewer).select_related("user").order_by("user__sort_name")
        self.fields["specialist"].queryset = specialists  # type: ignore[attr-defined]
        if not viewer.is_superuser and not viewer.has_role(MONEY_READERS):
            del self.fields["grant"]

    def filters(self) -> dict[str, Any]:
        """Return the filters, this year without another one. Raise Http404 for an unknown value: it would select too much."""
        if not self.is_valid():
            raise Http404("There is no such filter.")
        data = dict(self.cleaned_data)
        data["year"] = data["year"] or AcademicYear.of(today()).start
        return data

    def in_words(self) -> str:
        """Return the filters in words."""
        data = self.filters()
        parts = [f"Schools in {AcademicYear(data['year'])}"]
        parts += [dict(PLANS)[data["plan"]].lower()] if data["plan"] else []
        parts += [dict(GRANTS)[data["grant"]].lower()] if data.get("grant") else []
        parts += [str(data["group"])] if data["group"] else []
        parts += [f"supported by {data['specialist'].user.full_name}"] if data["specialist"] else []
        parts += [str(dict(STAGE_FILTER)[data["stage"]])] if data["stage"] else []
        return ", ".join(parts)


def school_participations(query: QueryDict, viewer: Viewer) -> QuerySet[Participation]:
    """Return the years that match the filters, of schools that take part."""
    data = SchoolFilters(query, viewer=viewer).filters()
    day = viewer.day
    rows = Participation._base_manager.filter(
        project__academic_year=data["year"], state__in=TAKING_PART, entered_by_mistake=False
    )
    if data["plan"]:
        plans = Plan.objects.visible_to(viewer).order_by()
        is_agreed = Q(state__in=AGREED_STATES)
        plans = plans.filter(is_agreed if data["plan"] == "agreed" else ~is_agreed)
        rows = rows.filter(school__in=plans.values("school"))
    if data.get("grant"):
        rows = rows.filter(pk__in=_grants(data["grant"], viewer).values("participation"))
    if data["group"]:
        members = Membership.objects.on(day).filter(group=data["group"])
        rows = rows.filter(pk__in=members.values("participation"))
    if data["specialist"]:
        rows = rows.filter(pk__in=support_on(day).filter(specialist=data["specialist"]).values("participation"))
    return rows.filter(project__stage=data["stage"]) if data["stage"] else rows


def _grants(choice: str, viewer: Viewer) -> QuerySet[Grant]:
    grants = Grant.objects.visible_to(viewer).order_by()
    if choice == "left":
        return with_money_left(grants)
    untouched = grants.filter(closed_at__isnull=True, committed=0).annotate(undecided=waiting_for("pk"))
    return untouched.filter(undecided=0, amount__gt=F("committed"))


def describe_schools(query: QueryDict, viewer: Viewer) -> str:
    """Return the filters in words."""
    return SchoolFilters(query, viewer=viewer).in_words()


@audiences.provide
def school_audience() -> Audience:
    """Return the schools of a year, by kind."""
    return Audience("schools", school_participations, describe_schools)
