"""The plans of the schools that a person is an Advocate or head of, by the years in which those schools take part.

Five finders of the desk ask for them, so they are read once (`own_plan_rows`), with the terms and evaluations that decide
what is due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from schools.choices import ParticipationState
from schools.models import Participation, TermDates
from schools.roles import SCHOOL_STAFF
from schools.terms import TermCalendar, group_calendars
from schools.viewer import Viewer
from sustaining.common.years import AcademicYear

from .models import Evaluation, Plan
from .review_terms import TermKey, is_due, term_key

MOST = 20


def own_plan_rows(viewer: Viewer) -> Iterator[QuerySet[Any]]:
    """Yield what `OwnPlans` takes, of this academic year and the last: participations, plans, term dates, evaluations."""
    this = AcademicYear.of(viewer.day).start
    took_part = Participation.objects.reached_by(viewer, SCHOOL_STAFF).in_years([this - 1, this])
    took_part = took_part.exclude(state=ParticipationState.WITHDRAWN)
    of_schools = {"school__in": took_part.order_by().values("school")}
    yield took_part.order_by("-pk").values_list("school", "project__academic_year", "hub", "state")
    yield Plan.objects.visible_to(viewer).filter(**of_schools).select_related("school").order_by("pk")[:MOST]
    yield TermDates.objects.filter(hub__in=took_part.order_by().values("hub"))
    submitted = Evaluation.objects.visible_to(viewer).filter(handed_in_at__isnull=False, academic_year__gte=this - 1)
    yield submitted.order_by().values_list("plan", "academic_year")


class OwnPlans:
    """Their plans with the calendars of the hubs that run each year, from the rows of `own_plan_rows`. No query.

    Only those of the roles in which the viewer uses the site now.
    """

    def __init__(
        self,
        viewer: Viewer,
        years: Iterable[tuple[int, int, int, str]],
        plans: Iterable[Plan],
        terms: Iterable[TermDates],
        evaluations: Iterable[tuple[int, int]],
    ) -> None:
        own = {held.school for held in viewer.active_roles if held.role in SCHOOL_STAFF}
        self._plans = [plan for plan in plans if plan.school_id in own]
        self._evaluated = {*evaluations}
        self._hubs: dict[int, dict[int, int]] = defaultdict(dict)
        self._active: dict[int, set[int]] = defaultdict(set)
        for school, start, hub, state in years:
            self._hubs[start][school] = hub  # of two strands the older decides, as in `year_hubs`
            if state == ParticipationState.ACTIVE:
                self._active[start].add(school)
        self._calendars = group_calendars({hub for hubs in self._hubs.values() for hub in hubs.values()}, terms)

    def list_active(self, year: AcademicYear) -> list[tuple[Plan, TermCalendar]]:
        """Return the plans of schools that are active in an academic year, each with the calendar of its hub."""
        hubs = self._hubs[year.start]
        return [
            (plan, self._calendars[hubs[plan.school_id]])
            for plan in self._plans
            if plan.school_id in self._active[year.start]
        ]

    def due(self, viewer: Viewer) -> list[tuple[Plan, TermCalendar, TermKey]]:
        """Return the plans whose term is near its end on the viewer's day, with calendar and term."""
        terms = [
            (plan, calendar, calendar.term_on(viewer.day))
            for plan, calendar in self.list_active(AcademicYear.of(viewer.day))
        ]
        return [(plan, calendar, term_key(term)) for plan, calendar, term in terms if term and is_due(term, viewer.day)]

    def has_evaluated(self, plan: Plan, year: AcademicYear) -> bool:
        """Return whether the evaluation of a year has been submitted."""
        return (plan.pk, year.start) in self._evaluated
