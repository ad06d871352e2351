"""Candidates for schools without a Specialist: distance, days left, earlier support, and why somebody cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import hypot
from typing import TYPE_CHECKING, Any

from schools.models import Hub, Participation, School
from sustaining.common.clock import today
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.years import AcademicYear

from .dates import fetch_free_days
from .days import count_ended_support
from .models import NEVER_AT_HOME, Assignment, Specialist

if TYPE_CHECKING:
    from sustaining.accounts.models import User

METRES_A_MILE = 1609.344


@dataclass(frozen=True)
class Candidate:
    """A Specialist for a school. `miles` is the straight-line distance; `before` are academic years of earlier support.

    `weekdays` are the days of the term on which the Specialist is usually free: `Mon, Thu`; empty if unknown.
    """

    specialist: Specialist
    miles: float | None
    days_left: Decimal
    before: tuple[int, ...]
    refusal: str
    weekdays: str = ""

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """Sort key: those who can, then those who know the school, then the nearest."""
        return bool(self.refusal), not self.before, self.miles if self.miles is not None else float("inf")


@dataclass(frozen=True)
class Vacancy:
    """A school's year without a Specialist. `needs` are days of support; candidates are in order of rank."""

    participation: Participation
    needs: Decimal
    candidates: list[Candidate]

    @property
    def best(self) -> Candidate | None:
        """Return the first candidate who can support the school; None when there is none."""
        return next((candidate for candidate in self.candidates if not candidate.refusal), None)


def distance_miles(school: School, other: School) -> float | None:
    """Return the straight-line distance in miles, None if unknown.

    Computed from easting and northing (Ordnance Survey), which are in metres.
    """
    places = (school.easting, school.northing, other.easting, other.northing)
    if any(place is None for place in places):
        return None
    return hypot(school.easting - other.easting, school.northing - other.northing) / METRES_A_MILE  # type: ignore[operator]


def refusal_reason(specialist: Specialist, school: School, needs: Decimal, on: date) -> str:
    """Return a sentence that says why the Specialist cannot support the school for `needs` days; empty when they can.

    `specialist` comes from `with_assigned`.
    """
    left = specialist.days_in_year - specialist.assigned  # type: ignore[attr-defined]
    # Asked first: no number of days left makes it right that a Specialist supports their own school.
    if specialist.home_school_id == school.pk:
        return NEVER_AT_HOME
    if specialist.ends_on and specialist.ends_on < on:
        return f"{specialist} is no longer a Specialist."
    if specialist.ends_on and specialist.ends_on < AcademicYear.of(on).ends:
        return f"{specialist} is leaving on {format_day(specialist.ends_on)}."
    if left < needs:
        of_all = f"{_days(left)} of {_days(specialist.days_in_year)} days left"  # type: ignore[attr-defined]
        year = AcademicYear.of(on)
        when = "this year" if year == AcademicYear.of(today()) else f"in {year}"
        return f"{specialist} has {of_all} {when}; this school needs {_days(needs)}."
    return ""


def why_refused(specialist: Specialist, participation: Participation, needs: Decimal, on: date) -> str:
    """Return `refusal_reason` for a school's year, with the days counted now; empty when they can support it."""
    year = participation.project.academic_year
    (counted,) = count_ended_support([Specialist.objects.with_assigned(year).get(pk=specialist.pk)], year)
    return refusal_reason(counted, participation.school, needs, max(on, participation.project.year.starts))


def why_not_for_hub(specialist: Specialist, hub: Hub) -> str:
    """Return a sentence when the Specialist does not work for the hub; empty when they do."""
    if specialist.hub_links.filter(hub=hub.present_id).exists():
        return ""
    return f"{specialist} does not work for {hub}. Choose one of its Specialists."


def _days(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"


def unassigned(user: User, year: int) -> Any:
    """Return participations that have days of support and no Specialist to the end of the year.

    A Specialist who will leave has left a vacancy already: another one can begin on the day after.
    """
    waiting = Participation.objects.visible_to(user).active().in_year(year).filter(project__support_days__gt=0)
    waiting = waiting.exclude(assignments__in=Assignment.objects.going_on(AcademicYear(year).ends))
    return waiting.select_related("school", "hub", "project").order_by("hub__sort_name", "school__sort_name", "pk")


def vacancies(
    participations: list[Participation],
    user: User,
    year: int,
    on: date,
    *,
    promised: Mapping[int, Decimal] | None = None,
) -> list[Vacancy]:
    """Return each participation as a Vacancy with its hub's Specialists in order. Eight queries, however many.

    `promised` are days of Specialists, by key, that count as given already.
    """
    offered = Specialist.objects.visible_to(user).with_assigned(year).order_by("user__sort_name", "pk")
    specialists = count_ended_support(list(offered.prefetch_related("hub_links")), year)
    for specialist in specialists:
        specialist.assigned += (promised or {}).get(specialist.pk, Decimal(0))
    before = _years_before(participations, user, year)
    begins = max(on, AcademicYear(year).starts)
    known = fetch_free_days(specialist.pk for specialist in specialists)
    rows = []
    for participation in participations:
        needs = participation.project.support_days or Decimal(0)
        candidates = [
            Candidate(
                specialist=specialist,
                miles=distance_miles(specialist.home_school, participation.school),
                days_left=specialist.days_in_year - specialist.assigned,
                before=tuple(before[(participation.school_id, specialist.pk)]),
                refusal=refusal_reason(specialist, participation.school, needs, begins),
                weekdays=known[specialist.pk].in_short(begins),
            )
            for specialist in specialists
            if any(link.hub_id == participation.hub.present_id for link in specialist.hub_links.all())
        ]
        rows.append(Vacancy(participation, needs, sorted(candidates, key=lambda candidate: candidate.rank)))
    return rows


def _years_before(participations: list[Participation], user: User, year: int) -> dict[tuple[int, int], list[int]]:
    """Return the years in which a school and a Specialist worked together, by both keys."""
    schools = [participation.school_id for participation in participations]
    rows = Assignment.objects.visible_to(user).filter(participation__school__in=schools)
    rows = rows.exclude(participation__project__academic_year__gt=year)
    years: dict[tuple[int, int], list[int]] = defaultdict(list)
    pairs = rows.values_list("participation__school", "specialist", "participation__project__academic_year")
    for school, specialist, start in pairs.distinct().order_by("participation__project__academic_year"):
        years[(school, specialist)].append(start)
    return years
