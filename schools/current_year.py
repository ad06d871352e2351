"""Which of a school's participations is meant: the one of the day's academic year, never simply the newest.

A school may have several at once: two strands of one year, and next year's beside this one. A session, a claim line or a
meeting has a day, and the day decides. Strands of one year are told apart by what the thing needs, or by the person's choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest

from sustaining.common.clock import today
from sustaining.common.errors import DomainError
from sustaining.common.years import AcademicYear

from .choices import NEVER_TOOK_PART, NOT_TAKING_PART, ParticipationState
from .hub_history import hub_name_on
from .models import Hub, Participation, School

STATE_RANK = {
    state: rank
    for rank, state in enumerate(
        (
            ParticipationState.ACTIVE,
            ParticipationState.PAUSED,
            ParticipationState.COMPLETED,
            ParticipationState.WITHDRAWN,
            ParticipationState.PROPOSED,
            ParticipationState.DECLINED,
        )
    )
}


class NotTakingPart(DomainError):
    """The school has no participation of the day's academic year that fits."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Need:
    """What a thing needs of a participation. `label` continues "takes part in 2026/27 without …"."""

    label: str
    is_met: Callable[[Participation], bool]


NOTHING_MORE = Need("", lambda participation: True)
SUPPORT_DAYS = Need("days of support", lambda participation: participation.project.support_days is not None)


@dataclass(frozen=True)
class SchoolYears:
    """A school's participations, to choose from by a day.

    `chosen` is the code of the project that the person switched to: it decides between strands of one year, and which
    year a page shows. With `reads_past`, withdrawn participations count; where something new begins they do not.
    """

    school: School
    participations: tuple[Participation, ...]
    need: Need = NOTHING_MORE
    chosen: str = ""
    reads_past: bool = False

    @classmethod
    def of(
        cls,
        school: School,
        rows: QuerySet[Participation],
        *,
        need: Need = NOTHING_MORE,
        chosen: str = "",
        reads_past: bool = False,
    ) -> SchoolYears:
        """Return the years of a school among the participations that the person sees. One query."""
        own = rows.filter(school=school).select_related("school", "hub", "project")
        return cls(school, tuple(own.order_by("pk")), need, chosen, reads_past)

    def with_past(self) -> SchoolYears:
        """Return the same years, withdrawn ones included."""
        return replace(self, reads_past=True)

    @property
    def fitting(self) -> list[Participation]:
        """Return the participations that fit, latest year first; within a year by rank."""
        fitting = [row for row in self.participations if self.need.is_met(row) and self._counts(row)]
        return sorted(fitting, key=lambda row: (-row.project.academic_year, *self._rank(row)))

    @property
    def names_projects(self) -> bool:
        """Return whether a year alone doesn't say which participation is meant: two of them are in one year."""
        years = [row.project.academic_year for row in self.fitting]
        return len(set(years)) < len(years)

    def _counts(self, row: Participation) -> bool:
        # A year that its school has not confirmed has neither past nor future: nothing hangs on it.
        return row.state not in NEVER_TOOK_PART and (self.reads_past or row.state != ParticipationState.WITHDRAWN)

    def _rank(self, row: Participation) -> tuple:
        is_chosen = row.project.code == self.chosen
        return not is_chosen, STATE_RANK[ParticipationState(row.state)], -(row.project.support_days or 0), -row.pk

    def on(self, day: date) -> Participation | None:
        """Return the participation of the academic year that `day` is in; None if there is none that fits."""
        return next((row for row in self.fitting if day in row.project.year), None)

    def require_on(self, day: date, field: str | None = None) -> Participation:
        """Return the participation of the day's academic year. Raise NotTakingPart, at `field`, if there is none."""
        participation = self.on(day)
        if participation is None:
            raise NotTakingPart(self.why_none_on(day), field)
        return participation

    def require_for(self, days: Iterable[date]) -> Participation:
        """Return the participation of the academic year that all days are in. Raise NotTakingPart."""
        by_year = {AcademicYear.of(day): day for day in days}
        if len(by_year) > 1:
            first, *_, last = sorted(by_year)
            raise NotTakingPart(f"These dates are in {first} and {last}. Choose dates in one academic year at a time.")
        (day,) = by_year.values()
        return self.require_on(day)

    def to_show(self, day: date) -> Participation | None:
        """Return what a page shows before a day is known.

        The project that the person chose, else the year in progress, else the latest year before, else the next.
        """
        fitting, year = self.fitting, AcademicYear.of(day).start
        for row in fitting:
            if row.project.code == self.chosen:
                return row
        begun = [row for row in fitting if row.project.academic_year <= year]
        if begun:
            return begun[0]
        first_year = min((row.project.academic_year for row in fitting), default=0)
        return next((row for row in fitting if row.project.academic_year == first_year), None)

    def why_none_on(self, day: date) -> str:
        """Return a sentence that says why no participation fits the day."""
        year = AcademicYear.of(day)
        that_year = [row for row in self.participations if day in row.project.year]
        taking_part = [row for row in that_year if row.state not in NOT_TAKING_PART]
        if taking_part and not any(self.need.is_met(row) for row in taking_part):
            return f"{self.school} has no {self.need.label} in {year}."
        proposed = [row for row in that_year if row.state == ParticipationState.PROPOSED]
        if proposed and not taking_part:
            return f"{self.school} has not yet confirmed that it is taking part in {year}."
        withdrawn = [row for row in that_year if row.state == ParticipationState.WITHDRAWN]
        if withdrawn and not taking_part:
            codes = " and ".join(row.project.code for row in withdrawn)
            return f"{self.school} has withdrawn from {codes}, so nothing new can be recorded for {year}."
        years = [str(AcademicYear(start)) for start in sorted({row.project.academic_year for row in self.fitting})]
        hint = f" Choose a date in {' or '.join(years)}." if years else ""
        return f"{self.school} is not taking part in {year} (1 September {year.start} to 31 August {year.start + 1}).{hint}"


def year_hubs(schools: Iterable[School], start: int) -> dict[int, Hub | None]:
    """Return, by the school's key, the hub that runs its academic year from `start`. One query; schools need their hub.

    It is the hub of its participation, also after a move to another hub; its present hub when it has none that year.
    """
    hubs = {school.pk: school.hub for school in schools}
    rows = Participation.objects.in_year(start).exclude(state=ParticipationState.WITHDRAWN)
    years = rows.filter(school__in=hubs).select_related("hub").order_by("-pk") if hubs else ()
    return hubs | {row.school_id: row.hub for row in years}


def year_hub(school: School, start: int) -> Hub | None:
    """Return the hub that runs a school's academic year from `start`, as `year_hubs` does. One query."""
    return year_hubs([school], start)[school.pk]


def year_hub_name(school: str, start: int, day: date) -> Coalesce:
    """Return the name on a day of that hub, as an expression of rows whose school is under `school`."""
    rows: Any = Participation.objects.in_year(start).exclude(state=ParticipationState.WITHDRAWN)
    years = rows.filter(school=OuterRef(school)).annotate(hub_name=hub_name_on("hub", day)).order_by("pk")
    return Coalesce(Subquery(years.values("hub_name")[:1]), hub_name_on(f"{school}__hub", day))


def chosen_project(request: HttpRequest) -> str:
    """Return the code of the project that the person switched to; empty for none."""
    return (request.POST.get("project") or request.GET.get("project", ""))[:12]


def shown_participation(years: SchoolYears) -> Participation:
    """Return the participation that a page shows first, today. Raise Http404, with the reason, if there is none."""
    participation = years.to_show(today())
    if participation is None:
        raise Http404(years.why_none_on(today()))
    return participation
