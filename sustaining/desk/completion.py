"""Which schools have done what their project asks for completion, and which are at risk of not completing.

The criteria are the project's (`schools.completion`); each is compared with the year's own data, up to the year's end. From
the spring term on, a school that is behind counts as at risk: what it has missed for good, or a third of the year's work for
each term that is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from devplans.choices import SessionState
from devplans.models import Evaluation, PlanVersion, Review, Session
from devplans.review_terms import evaluation_due
from schools.choices import ParticipationState
from schools.models import CompletionCriteria, Hub, Participation
from schools.querysets import ParticipationQuerySet
from schools.terms import TermCalendar, get_calendars
from sustaining.casework.checklists import SchoolChecklist, StepLine, school_checklists
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import Mark

from .quiet import TO_COME, meeting_marks

if TYPE_CHECKING:
    from sustaining.common.people import Reader

TERMS = 3
AGREE_PLAN = "Agree the development plan with the Specialist"


@dataclass(frozen=True)
class Check:
    """One criterion for one school: what it asks, what there is, whether that is enough, and whether it is behind.

    `can_be_made_up` is false for what a school can no longer do, such as attend a meeting that is over; for all else
    `to_do` is what a chaser asks of it.
    """

    label: str
    shown: str
    is_met: bool
    is_behind: bool
    can_be_made_up: bool = True
    to_do: str = ""


@dataclass(frozen=True)
class CompletionRow:
    """A school's year in a project with its checks; whether the spring term of its hub's calendar has begun.

    `checklist` is its hub's, where `with_checklists` has filled it.
    """

    participation: Participation
    checks: tuple[Check, ...]
    has_spring_begun: bool
    checklist: SchoolChecklist | None = None

    @property
    def pk(self) -> int:
        """Return the participation's key."""
        return self.participation.pk

    @property
    def missing(self) -> list[Check]:
        """Return the criteria that are not met."""
        return [check for check in self.checks if not check.is_met]

    @property
    def open_steps(self) -> list[StepLine]:
        """Return the open steps of the checklist without which the year can be completed, for a reason."""
        return self.checklist.optional_lines if self.checklist else []

    @property
    def required_steps(self) -> list[StepLine]:
        """Return the open steps of the checklist that must be done before the year is completed."""
        return self.checklist.required_lines if self.checklist else []

    @property
    def needs_reason(self) -> bool:
        """Return whether something is missing, so that the year is completed with a reason alone."""
        return bool(self.missing or self.open_steps)

    @property
    def is_ready(self) -> bool:
        """Return whether nothing is missing: no criterion, and no step of the checklist."""
        return not self.needs_reason and not self.required_steps

    @property
    def risks(self) -> list[Check]:
        """Return why an active school is at risk of not completing; empty when it is not, and before the spring term."""
        if self.participation.state != ParticipationState.ACTIVE or not self.has_spring_begun:
            return []
        return [check for check in self.checks if check.is_behind and not check.is_met]


def completion_rows(user: Reader, year: AcademicYear, *, hub: Hub | None = None) -> list[CompletionRow]:
    """Return the schools of a year that `user` sees, by name, each with its checks as of today. Three queries."""
    rows = completion_years(Participation.objects.visible_to(user), year)
    if hub is not None:
        rows = rows.filter(hub=hub)
    return _rows(rows, year)


def fetch_rows(participations: Iterable[int], user: Reader, year: AcademicYear) -> list[CompletionRow]:
    """Return the rows of these participations of a year, as `user` sees them. Three queries."""
    chosen = Participation.objects.readable_by(user).filter(pk__in=list(participations))
    return _rows(completion_years(chosen, year), year)


def completion_years(participations: ParticipationQuerySet, year: AcademicYear) -> Any:
    """Return the participations of a year with what `to_completion` needs of each."""
    return _annotated(participations.in_year(year.start), year)


def to_completion(
    participations: Iterable[Participation],
    year: AcademicYear,
    calendars: Mapping[int, TermCalendar],
    criteria: Iterable[CompletionCriteria],
) -> list[CompletionRow]:
    """Return rows of what `completion_years` finds, by the calendars of hubs and the criteria of projects. No query."""
    by_project = {row.project_id: row for row in criteria}
    rows = []
    for row in participations:
        calendar = calendars[row.hub_id]
        asked_for = by_project.get(row.project_id) or CompletionCriteria(project=row.project)
        has_spring_begun = calendar.terms(year)[1].starts <= today()
        rows.append(CompletionRow(row, tuple(_checks(row, asked_for, calendar, year)), has_spring_begun))
    return rows


def check_completion(rows: QuerySet[Participation], year: AcademicYear) -> list[CompletionRow]:
    """Return participations of a year, each with its checks as of today. Three queries."""
    return _rows(_annotated(rows, year), year)


def at_risk(user: Reader, year: AcademicYear) -> list[CompletionRow]:
    """Return the schools that are at risk of not completing; none before their hub's spring term. Three queries at most."""
    if today() < date(year.start, 12, 1):  # no hub's spring term has begun: the desk asks nothing in the autumn
        return []
    return [row for row in completion_rows(user, year) if row.risks]


def with_checklists(rows: list[CompletionRow], year: AcademicYear) -> list[CompletionRow]:
    """Return the rows with the checklists of their hubs, as of today or the year's last day. Five queries at most."""
    participations = Participation.objects.filter(pk__in=[row.pk for row in rows])
    checklists = school_checklists(participations, year, min(today(), year.ends))
    return [replace(row, checklist=checklists.get(row.pk)) for row in rows]


def opens_on(calendar: TermCalendar, year: AcademicYear) -> date:
    """Return the day from which a year can be completed: the first of its summer term."""
    return calendar.terms(year)[2].starts


def _rows(rows: QuerySet[Participation], year: AcademicYear) -> list[CompletionRow]:
    participations = list(rows.order_by("school__sort_name", "pk"))
    calendars = get_calendars({row.hub_id for row in participations})
    criteria = CompletionCriteria.objects.filter(project__in={row.project_id for row in participations})
    return to_completion(participations, year, calendars, criteria)


def _annotated(rows: QuerySet[Participation], year: AcademicYear) -> Any:
    """Return participations with `meetings`, `confirmed`, `terms_reviewed`, `is_agreed` and `is_evaluated` of the year."""
    confirmed = Session.objects.filter(
        participation=OuterRef("pk"), state=SessionState.CONFIRMED, specialist__isnull=False
    )
    reviews = Review.objects.filter(plan__school=OuterRef("school"), academic_year=year.start)
    agreed = PlanVersion.objects.filter(plan__school=OuterRef("school"), agreed_at__date__lte=year.ends)
    evaluations = Evaluation.objects.filter(
        plan__school=OuterRef("school"), academic_year=year.start, handed_in_at__isnull=False
    )
    return rows.select_related("school", "hub", "project").annotate(
        meetings=meeting_marks(),
        confirmed=_count(confirmed, "participation"),
        terms_reviewed=_count(reviews, "plan__school"),
        is_agreed=Exists(agreed),
        is_evaluated=Exists(evaluations),
    )


def _count(rows: QuerySet, by: str) -> Coalesce:
    numbers = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


def _checks(row: Any, criteria: CompletionCriteria, calendar: TermCalendar, year: AcademicYear) -> Iterator[Check]:
    """Yield what the project asks of this school. What a project does not have (groups, days) it cannot ask for."""
    day = min(today(), year.ends)
    ended = sum(term.ends < day for term in calendar.terms(year))
    if criteria.meetings_missed is not None and row.project.has_work_groups:
        held, missed = len(row.meetings) - row.meetings.count(TO_COME), row.meetings.count(Mark.ABSENT)
        label = f"No more than {criteria.meetings_missed} meeting{'' if criteria.meetings_missed == 1 else 's'} missed"
        attended = row.meetings.count(Mark.PRESENT)
        is_met = missed <= criteria.meetings_missed and held > 0
        yield Check(
            label, f"{attended} of {held} attended, {missed} missed", is_met, missed > criteria.meetings_missed, False
        )
    if criteria.sessions is not None and row.project.support_days:
        behind = row.confirmed < criteria.sessions * ended // TERMS
        yield Check(
            f"{criteria.sessions} sessions confirmed",
            f"{row.confirmed} of {criteria.sessions}",
            row.confirmed >= criteria.sessions,
            behind,
            to_do=f"Hold {criteria.sessions} sessions with the Specialist, and have them confirmed",
        )
    if criteria.agreed_plan:
        yield Check("Plan agreed", "yes" if row.is_agreed else "not yet", row.is_agreed, ended > 0, to_do=AGREE_PLAN)
    if criteria.reviews is not None:
        behind = row.terms_reviewed + TERMS - ended < criteria.reviews
        yield Check(
            f"Plan reviewed in {criteria.reviews} terms",
            f"{row.terms_reviewed} of {criteria.reviews}",
            row.terms_reviewed >= criteria.reviews,
            behind,
            to_do=f"Review the plan in {criteria.reviews} terms",
        )
    if criteria.evaluation:
        is_late = day > evaluation_due(calendar, year)
        yield Check(
            "End-of-year evaluation submitted",
            "yes" if row.is_evaluated else "not yet",
            row.is_evaluated,
            is_late,
            to_do="Submit the end-of-year evaluation",
        )
