"""The figures of a report: one statement reads all of a page, and PostgreSQL adds up, whatever the size of the programme."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum, Value

from devplans import as_at
from devplans.choices import BigIdea, PlanState, is_agreed
from devplans.models import Aim, Plan
from devplans.querysets import days_given, days_used
from devplans.session_kinds import SessionKind
from funding.grant_balance import CLAIM_SUMS, GrantBalance
from funding.models import Claim, Grant
from schools.choices import NOT_TAKING_PART, ParticipationState, Stage
from schools.models import Advocate
from sustaining.common.gathering import Rows, Shared, Written
from sustaining.common.money import ZERO
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Attendance

from .filters import YEARS_BACK, ReportFilter
from .statement import SCHOOLS, YEARS, Figure, ReadRows, fetch_figure

STAGES = (Stage.DEVELOPMENT, Stage.EMBEDDING, Stage.SUSTAINING)
MONTHS = (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8)
GRANT_SUMS = ("amount", "paid", "committed")


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


def sum_up(rows: QuerySet[Any], **sums: Any) -> Any:
    """Return a queryset of one tuple with the sums over all rows: `aggregate` as part of a statement."""
    return rows.order_by().values(all_rows=Value(1)).annotate(**sums).values_list(*sums)


SCHOOLS_TAKING_PART = "SELECT count(DISTINCT school_id) AS number FROM years WHERE state <> ALL(%s)"


def _rows_of_taking_part(about: ReportFilter) -> dict[str, Rows]:
    people = Advocate.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=about.year.starts), starts_on__lte=about.year.ends, school__in=SCHOOLS
    )
    begun = about.participations().counted().order_by().values("project__stage", "state")
    return {
        "states": begun.annotate(number=Count("pk")).values_list("project__stage", "state", "number"),
        "schools": Written(SCHOOLS_TAKING_PART, (list(NOT_TAKING_PART),)),
        "advocates": sum_up(people, number=Count("user", distinct=True)),
        "proposed": sum_up(about.proposed(), number=Count("pk")),
    }


def _read_taking_part(about: ReportFilter, rows: ReadRows) -> dict[str, Any]:
    by_stage: dict[str, dict[str, int]] = {stage: dict.fromkeys(ParticipationState.values, 0) for stage in Stage.values}
    for stage, state, number in rows.get("states", ()):
        by_stage[stage][state] += number
    stages: list[dict[str, Any]] = [
        {"stage": stage, "label": Stage(stage).label, **states, "total": sum(states.values())}
        for stage, states in by_stage.items()
        if any(states.values())
    ]
    total = {state: sum(stage_row[state] for stage_row in stages) for state in ParticipationState.values}
    return {
        "stages": stages,
        **total,
        "proposed": _one(rows, "proposed"),
        "all": sum(total.values()),
        "schools": sum(row["number"] for row in rows.get("schools", ())),
        "advocates": _one(rows, "advocates"),
    }


def _one(rows: ReadRows, name: str) -> int:
    return int(rows[name][0][0]) if rows.get(name) else 0


TAKING_PART = Figure(_rows_of_taking_part, _read_taking_part)


def taking_part(report_filter: ReportFilter) -> dict[str, Any]:
    """Return participations by stage and state, and the schools that took part or completed, with their Advocates."""
    return fetch_figure(report_filter, TAKING_PART)


SCHOOLS_BY_YEAR = """
SELECT year, stage, count(*) AS number FROM (SELECT DISTINCT year, stage, school_id FROM joined) j GROUP BY year, stage
UNION ALL
SELECT year, NULL, count(*) FROM (SELECT DISTINCT year, school_id FROM joined) j GROUP BY year
"""


def _rows_of_years(about: ReportFilter) -> dict[str, Rows]:
    joined = about.participations_in(_years_to(about.year)).took_part().order_by()
    rows = joined.values_list("project__academic_year", "project__stage", "school")
    return {"joined": Shared(rows, ("year", "stage", "school_id")), "schools_by_year": Written(SCHOOLS_BY_YEAR)}


def _read_years(about: ReportFilter, rows: ReadRows) -> list[tuple[AcademicYear, dict[str, int]]]:
    table: dict[int, dict[str, int]] = {year: dict.fromkeys((*STAGES, "all"), 0) for year in _years_to(about.year)}
    for row in rows.get("schools_by_year", ()):
        if (part := row["stage"] or "all") in table[row["year"]]:
            table[row["year"]][part] = row["number"]
    return [(AcademicYear(year), numbers) for year, numbers in table.items()]


def _years_to(year: AcademicYear) -> range:
    return range(year.start - YEARS_BACK, year.start + 1)


OVER_THE_YEARS = Figure(_rows_of_years, _read_years)


def over_the_years(report_filter: ReportFilter) -> list[tuple[AcademicYear, dict[str, int]]]:
    """Count the schools that took part or completed, by year and stage, and in all stages as `all`."""
    return fetch_figure(report_filter, OVER_THE_YEARS)


def _rows_of_sessions(about: ReportFilter) -> dict[str, Rows]:
    return {
        "sessions": Written(
            """SELECT to_char(held_on, 'YYYY-MM') AS month, kind, count(*) AS number, count(specialist_id) AS together
            FROM held WHERE is_listed GROUP BY 1, 2"""
        )
    }


def _read_sessions(about: ReportFilter, rows: ReadRows) -> Months:
    together: dict[str, int] = defaultdict(int)
    alone: dict[str, int] = defaultdict(int)
    kinds = dict.fromkeys(SessionKind.values, 0)
    for row in rows.get("sessions", ()):
        together[row["month"]] += row["together"]
        alone[row["month"]] += row["number"] - row["together"]
        kinds[row["kind"]] += row["number"]
    months = [date(about.year.start + (number < 9), number, 1) for number in MONTHS]
    labels = [(f"{month:%b}", f"{month:%Y-%m}") for month in months if month <= about.today]
    return Months(labels, [together[month] for _, month in labels], [alone[month] for _, month in labels], kinds)


SESSIONS = Figure(_rows_of_sessions, _read_sessions)


def sessions(report_filter: ReportFilter) -> Months:
    """Sessions that took place, by month and kind."""
    return fetch_figure(report_filter, SESSIONS)


GIVEN = """
SELECT sum(days) FROM (
    SELECT a.days FROM specialists_assignment a WHERE a.ends_on IS NULL AND a.participation_id IN (SELECT id FROM years)
    UNION ALL
    SELECT x.length FROM held x WHERE x.state = 'confirmed' AND x.specialist_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM specialists_assignment a WHERE a.ends_on IS NULL AND a.participation_id = x.participation_id
        AND a.specialist_id = x.specialist_id
    )
) AS parts
"""
USED = "SELECT sum(length) FROM held WHERE state = 'confirmed' AND specialist_id IS NOT NULL"


def _rows_of_days(about: ReportFilter) -> dict[str, Rows]:
    return {"days": Written(f"SELECT ({GIVEN}) AS given, ({USED}) AS used")}


def _read_days(about: ReportFilter, rows: ReadRows) -> dict[str, Decimal]:
    (sums,) = rows.get("days") or [{"given": 0, "used": 0}]
    return {name: Decimal(value or 0) for name, value in sums.items()}


DAYS = Figure(_rows_of_days, _read_days)


def days(report_filter: ReportFilter) -> dict[str, Decimal]:
    """Return the support days given and used, as `days_given` and `days_used` count them."""
    return fetch_figure(report_filter, DAYS)


def sum_days(participations: Any) -> dict[str, Decimal]:
    """Return the support days given to some participations, and used by them. One query."""
    years = participations.order_by().annotate(days_given=days_given("pk"), days_used=days_used("pk"))
    sums = years.aggregate(given=Sum("days_given"), used=Sum("days_used"))
    return {"given": sums["given"] or Decimal(0), "used": sums["used"] or Decimal(0)}


def _rows_of_marks(about: ReportFilter) -> dict[str, Rows]:
    marks: Any = (
        Attendance.objects.counted().filter(participation__in=YEARS).order_by().values(number=F("meeting__number"))
    )
    numbers = {mark: Count("pk", filter=Q(mark=mark)) for mark in Mark.values}
    return {"marks": marks.annotate(**numbers).values_list("number", *Mark.values)}


def _read_marks(about: ReportFilter, rows: ReadRows) -> list[dict[str, Any]]:
    return [dict(zip(("number", *Mark.values), row, strict=True)) for row in sorted(rows.get("marks", ()))]


MARKS = Figure(_rows_of_marks, _read_marks)


def attendance(report_filter: ReportFilter) -> list[dict[str, Any]]:
    """Return the marks of each meeting number: present, apologies, absent."""
    return fetch_figure(report_filter, MARKS)


def _rows_of_plans(about: ReportFilter) -> dict[str, Rows]:
    plan_states = Plan.objects.filter(school__in=SCHOOLS).order_by().annotate(then=as_at.plan_state("pk", about.year))
    states = plan_states.filter(then__isnull=False).values("then").annotate(number=Count("pk"))
    aims = as_at.aims_in_plan(Aim.objects.filter(plan__school__in=SCHOOLS).order_by(), about.year)
    # An aim draws on several of five big ideas, so there are few different lists of them.
    ideas = aims.values(ideas=as_at.aim_value("big_ideas", "pk", about.year)).annotate(number=Count("pk"))
    return {"plans": states.values_list("then", "number"), "aims": ideas.values_list("ideas", "number")}


def _read_plans(about: ReportFilter, rows: ReadRows) -> dict[str, Any]:
    states, aims = dict(rows.get("plans", ())), rows.get("aims", ())
    return {
        "states": [(PlanState(state).label, state, states.get(state, 0)) for state in PlanState.values],
        "agreed": sum(number for state, number in states.items() if is_agreed(state)),
        "all": sum(states.values()),
        "aims": sum(number for _, number in aims),
        "ideas": [
            (BigIdea(idea).label, sum(number for ideas, number in aims if idea in ideas)) for idea in BigIdea.values
        ],
    }


PLANS = Figure(_rows_of_plans, _read_plans)


def plans(report_filter: ReportFilter) -> dict[str, Any]:
    """Return the states of the schools' plans and their aims by big idea, as at the year."""
    return fetch_figure(report_filter, PLANS)


def _rows_of_money(about: ReportFilter) -> dict[str, Rows]:
    grants = Grant.objects.visible_to(about.user).filter(participation__in=YEARS)
    claims = Claim._base_manager.filter(grant__in=grants.order_by().values("pk"))
    return {
        "grants": sum_up(grants, **{f"sum_{name}": Sum(name) for name in GRANT_SUMS}),
        "claims": sum_up(claims, **CLAIM_SUMS),
    }


def _read_money(about: ReportFilter, rows: ReadRows) -> dict[str, Decimal]:
    sums = [
        dict(zip(names, rows[key][0] if rows.get(key) else [None] * len(names), strict=True))
        for key, names in (("grants", GRANT_SUMS), ("claims", tuple(CLAIM_SUMS)))
    ]
    figures = {name: value or ZERO for part in sums for name, value in part.items()}
    balance = GrantBalance(**figures)
    return {**figures, "approved": balance.approved, "left": balance.left}


MONEY = Figure(_rows_of_money, _read_money)


def money(report_filter: ReportFilter) -> dict[str, Decimal]:
    """Return the grants' amount, committed, and the parts that add up to it (`GrantBalance`). GBP."""
    return fetch_figure(report_filter, MONEY)
