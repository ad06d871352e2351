"""The figures of a report: each a constant number of statements, whatever the size of the programme."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from devplans import as_at
from devplans.choices import BigIdea, PlanState, is_agreed
from devplans.models import Aim, Plan, Session
from devplans.querysets import HAPPENED, days_given, days_used
from devplans.session_kinds import SessionKind
from funding.grant_balance import GrantBalance, with_balance
from funding.models import Grant
from schools.choices import ParticipationState, Stage
from schools.models import Advocate
from sustaining.common.money import ZERO
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Attendance

from .filters import YEARS_BACK, ReportFilter

STAGES = (Stage.DEVELOPMENT, Stage.EMBEDDING, Stage.SUSTAINING)


@dataclass(frozen=True)
class Months:
    """Sessions by month of the academic year, (with the Specialist, by the school itself), and by kind."""

    labels: list[tuple[str, str]] = field(default_factory=list)
    together: list[int] = field(default_factory=list)
    alone: list[int] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return the sum over all months."""
        return sum(self.together) + sum(self.alone)


def taking_part(report_filter: ReportFilter) -> dict[str, Any]:
    """Return participations by stage and state, and the schools that took part or completed, with their Advocates.

    Four queries.
    """
    rows = (
        report_filter.participations()
        .counted()
        .order_by()
        .values("project__stage", "state")
        .annotate(number=Count("pk"))
    )
    by_stage: dict[str, dict[str, int]] = {stage: dict.fromkeys(ParticipationState.values, 0) for stage in Stage.values}
    for row in rows:
        by_stage[row["project__stage"]][row["state"]] += row["number"]
    people = Advocate.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=report_filter.year.starts),
        starts_on__lte=report_filter.year.ends,
        school__in=report_filter.plan_schools(),
    )
    advocates = people.order_by().aggregate(number=Count("user", distinct=True))["number"]
    schools = report_filter.participations().took_part().order_by().aggregate(number=Count("school", distinct=True))
    stages: list[dict[str, Any]] = [
        {"stage": stage, "label": Stage(stage).label, **states, "total": sum(states.values())}
        for stage, states in by_stage.items()
        if any(states.values())
    ]
    total = {state: sum(stage_row[state] for stage_row in stages) for state in ParticipationState.values}
    proposed = report_filter.proposed().count()
    return {
        "stages": stages,
        **total,
        "proposed": proposed,
        "all": sum(total.values()),
        "schools": schools["number"],
        "advocates": advocates,
    }


def over_the_years(report_filter: ReportFilter) -> list[tuple[AcademicYear, dict[str, int]]]:
    """Count the schools that took part or completed, by year and stage, and in all stages as `all`. Two queries."""
    years = range(report_filter.year.start - YEARS_BACK, report_filter.year.start + 1)
    participations = report_filter.participations_in(years).took_part().order_by()
    number = Count("school", distinct=True)
    table: dict[int, dict[str, int]] = {year: dict.fromkeys((*STAGES, "all"), 0) for year in years}
    for row in participations.values("project__academic_year").annotate(number=number):
        table[row["project__academic_year"]]["all"] = row["number"]
    for row in participations.values("project__academic_year", "project__stage").annotate(number=number):
        if row["project__stage"] in STAGES:
            table[row["project__academic_year"]][row["project__stage"]] = row["number"]
    return [(AcademicYear(year), numbers) for year, numbers in table.items()]


def sessions(report_filter: ReportFilter) -> Months:
    """Sessions that took place, by month and kind. One query."""
    rows = (
        Session.objects.visible_to(report_filter.user)
        .filter(participation__in=report_filter.participations().order_by().values("pk"), state__in=HAPPENED)
        .order_by()
        .annotate(month=TruncMonth("held_on"))
        .values("month", "kind")
        .annotate(together=Count("pk", filter=Q(specialist__isnull=False)), number=Count("pk"))
    )
    together: dict[date, int] = defaultdict(int)
    alone: dict[date, int] = defaultdict(int)
    kinds = dict.fromkeys(SessionKind.values, 0)
    for row in rows:
        together[row["month"]] += row["together"]
        alone[row["month"]] += row["number"] - row["together"]
        kinds[row["kind"]] += row["number"]
    months = [
        date(report_filter.year.start + (number < 9), number, 1) for number in (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8)
    ]
    months = [month for month in months if month <= report_filter.today]
    return Months(
        [(f"{month:%b}", f"{month:%Y-%m}") for month in months],
        [together[month] for month in months],
        [alone[month] for month in months],
        kinds,
    )


def days(report_filter: ReportFilter) -> dict[str, Decimal]:
    """Return the support days given and used. One query."""
    return sum_days(report_filter.participations())


def sum_days(participations: Any) -> dict[str, Decimal]:
    """Return the support days given to participations, and used by them. One query."""
    years = participations.order_by().annotate(days_given=days_given("pk"), days_used=days_used("pk"))
    sums = years.aggregate(given=Sum("days_given"), used=Sum("days_used"))
    return {"given": sums["given"] or Decimal(0), "used": sums["used"] or Decimal(0)}


def attendance(report_filter: ReportFilter) -> list[dict[str, Any]]:
    """Return the marks of each meeting number: present, apologies, absent. One query."""
    participations = report_filter.participations().order_by().values("pk")
    marks: Any = Attendance.objects.counted().filter(participation__in=participations)
    rows = marks.order_by().values(number=F("meeting__number")).annotate(
        **{mark: Count("pk", filter=Q(mark=mark)) for mark in Mark.values}
    )  # fmt: skip
    return sorted(rows, key=lambda row: row["number"])


def plans(report_filter: ReportFilter) -> dict[str, Any]:
    """Return the states of the schools' plans and their aims by big idea, as at the year. Two queries."""
    schools, year = report_filter.plan_schools(), report_filter.year
    plan_states = Plan.objects.filter(school__in=schools).order_by().annotate(then=as_at.plan_state("pk", year))
    states = plan_states.filter(then__isnull=False).values("then").annotate(number=Count("pk"))
    plan_rows = {row["then"]: row["number"] for row in states}
    aims = as_at.aims_in_plan(Aim.objects.filter(plan__school__in=schools).order_by(), year)
    ideas = aims.alias(ideas=as_at.aim_value("big_ideas", "pk", year)).aggregate(
        aims=Count("pk"), **{idea: Count("pk", filter=Q(ideas__contains=[idea])) for idea in BigIdea.values}
    )
    return {
        "states": [(PlanState(state).label, state, plan_rows.get(state, 0)) for state in PlanState.values],
        "agreed": sum(number for state, number in plan_rows.items() if is_agreed(state)),
        "all": sum(plan_rows.values()),
        "aims": ideas.pop("aims"),
        "ideas": [(BigIdea(idea).label, number) for idea, number in ideas.items()],
    }


def money(report_filter: ReportFilter) -> dict[str, Decimal]:
    """Return the grants' amount, committed, and the parts that add up to it (`GrantBalance`). One query. GBP."""
    grants = Grant.objects.visible_to(report_filter.user).filter(
        participation__in=report_filter.participations().order_by().values("pk")
    )
    names = ("amount", "paid", "committed", "waiting", "in_payment")
    sums = with_balance(grants).order_by().aggregate(**{f"sum_{name}": Sum(name) for name in names})
    figures = {name: sums[f"sum_{name}"] or ZERO for name in names}
    balance = GrantBalance(**figures)
    return {**figures, "approved": balance.approved, "left": balance.left}
