"""The rows behind a report's numbers: each table on the page, as CSV and as a workbook.

No TRN; of free text only the titles of aims, and what schools submit for the hub to count on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from devplans import as_at
from devplans.choices import (
    SESSION_STATUSES,
    SESSION_TO_CONFIRM,
    Aspect,
    BigIdea,
    Colour,
    NextStepState,
    OutcomeGroup,
    PlanState,
    SessionState,
)
from devplans.models import Aim, Plan, Session
from devplans.querysets import HAPPENED, days_given, days_used
from devplans.session_kinds import SessionKind
from funding.grant_balance import GrantBalance, with_balance
from funding.models import Grant
from schools.choices import ParticipationState, Stage, TermName
from schools.current_year import year_hub_name
from schools.hub_history import hub_name_on
from schools.models import Advocate
from schools.querysets import FocusTitle
from schools.roles import PLAN_TEXT_READERS
from sustaining.common.clock import london_day
from sustaining.common.money import format_pounds
from sustaining.common.templatetags.sustaining import day
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Attendance

from . import outcomes
from .colleagues import colleagues_by_school
from .filters import ReportFilter

Rows = Iterable[list[Any]]
MONEY_HEADINGS = {"Grant", "Submitted", "Approved", "In payment", "Paid", "Left"}


@dataclass(frozen=True)
class Table:
    """Headings and where the rows come from. A cell that is a pair is (words, address)."""

    title: str
    headings: list[str]
    rows: Callable[[ReportFilter], Rows]


def _school(row: dict[str, Any]) -> tuple[str, str]:
    return row["name"], f"/schools/{row['urn']}/"


def _year_hub(report_filter: ReportFilter, school: str) -> Any:
    """Return the name, on the day of the figures, of the hub that runs the year of the school under `school`."""
    return year_hub_name(school, report_filter.year.start, report_filter.as_at)


SCHOOL = {"urn": F("school__urn"), "name": F("school__name")}


def participation(report_filter: ReportFilter, *, enrolled_by: date | None = None) -> Rows:
    """Yield one row for each participation with its Advocates' names, as the NCETM and the DfE ask for it.

    With `enrolled_by`, only for schools that were enrolled on that day or before.
    """
    names = (
        Advocate.objects.filter(school=OuterRef("school"))
        .filter(Q(ends_on=None) | Q(ends_on__gte=report_filter.year.starts), starts_on__lte=report_filter.year.ends)
        .order_by()
        .values("school")
        .annotate(names=StringAgg("user__full_name", delimiter=", ", order_by="user__sort_name"))
        .values("names")
    )
    participations: Any = (
        report_filter.participations().counted().annotate(advocates=Subquery(names)).order_by("school__sort_name", "pk")
    )
    if enrolled_by is not None:
        participations = participations.filter(enrolled_at__date__lte=enrolled_by)
    for row in participations.values(
        "advocates", "state", "ended_on", code=F("project__code"), stage=F("project__stage"),
        focus_title=FocusTitle("project__foci", "focus"), hub_name=hub_name_on("hub", report_filter.as_at),
        authority=F("school__local_authority"), **SCHOOL,
    ):  # fmt: skip
        yield [
            row["hub_name"], row["urn"], _school(row), row["authority"], row["code"], str(Stage(row["stage"]).label),
            row["focus_title"], str(ParticipationState(row["state"]).label), row["ended_on"], row["advocates"] or "",
        ]  # fmt: skip


def support_days(report_filter: ReportFilter) -> Rows:
    """Days given and used, a row a school's year."""
    participations: Any = (
        report_filter.participations()
        .annotate(given=days_given("pk"), used=days_used("pk"))
        .order_by("school__sort_name", "pk")
    )
    for row in participations.values(
        "given", "used", hub_name=hub_name_on("hub", report_filter.as_at), code=F("project__code"), **SCHOOL
    ):
        left = row["given"] - row["used"]
        yield [row["hub_name"], row["urn"], _school(row), row["code"], row["given"], row["used"], left]


def sessions(report_filter: ReportFilter) -> Rows:
    """Yield one row for each session that took place, with the number of its next steps and of those still open."""
    held_sessions: Any = Session.objects.visible_to(report_filter.user).filter(
        participation__in=report_filter.participations().order_by().values("pk"), state__in=HAPPENED
    )
    if report_filter.kind:
        held_sessions = held_sessions.filter(kind=report_filter.kind)
    if report_filter.month:
        year, month = map(int, report_filter.month.split("-"))
        held_sessions = held_sessions.filter(held_on__year=year, held_on__month=month)
    kinds = dict(SessionKind.choices)
    with_steps = held_sessions.annotate(
        steps=Count("step_rows"), open_steps=Count("step_rows", filter=Q(step_rows__state=NextStepState.OPEN))
    )
    for row in with_steps.order_by("held_on", "pk").values(
        "pk", "steps", "open_steps",
        "kind", "held_on", "length", "state", who=F("specialist__user__full_name"),
        focus_title=FocusTitle("participation__project__foci", "participation__focus"),
        hub_name=hub_name_on("participation__hub", report_filter.as_at), urn=F("participation__school__urn"),
        name=F("participation__school__name"),
    ):  # fmt: skip
        yield [
            row["hub_name"], row["urn"], _school(row), row["held_on"], (str(kinds[row["kind"]]), f"/sessions/{row['pk']}/"),
            row["length"], row["who"] or "", _session_status(row["state"], row["who"]), row["focus_title"],
            row["steps"], row["open_steps"],
        ]  # fmt: skip


def _session_status(state: str, specialist: str | None) -> str:
    """Return a session's status as lists and its own page name it."""
    status = SESSION_STATUSES[SessionState(state)]
    return SESSION_TO_CONFIRM.label if state == SessionState.HELD and specialist else status.label


def attendance(report_filter: ReportFilter) -> Rows:
    """Yield one row for each attendance mark."""
    participations = report_filter.participations().order_by().values("pk")
    marks: Any = Attendance.objects.counted().filter(participation__in=participations)
    for row in marks.order_by("meeting__starts_at", "pk").values(
        "mark", group=F("meeting__group__name"), number=F("meeting__number"), on=F("meeting__starts_at"),
        person=Coalesce(F("user__full_name"), F("name")), meeting_key=F("meeting"),
        hub_name=hub_name_on("participation__hub", report_filter.as_at), urn=F("participation__school__urn"),
        school_name=F("participation__school__name"),
    ):  # fmt: skip
        meeting = f"{row['group']}, meeting {row['number']}", f"/meetings/{row['meeting_key']}/"
        school = _school({"name": row["school_name"], "urn": row["urn"]})
        yield [
            row["hub_name"], meeting, london_day(row["on"]) if row["on"] else None, row["urn"], school, row["person"],
            str(Mark(row["mark"]).label),
        ]  # fmt: skip


def plans(report_filter: ReportFilter) -> Rows:
    """Yield one row for each plan as at the year, with its number of aims."""
    year = report_filter.year
    aims: Any = as_at.aims_in_plan(Aim.objects.filter(plan=OuterRef("pk")).order_by(), year)
    number = Subquery(aims.values("plan").annotate(number=Count("pk")).values("number"))
    plan_rows: Any = Plan.objects.filter(school__in=report_filter.plan_schools()).annotate(
        then=as_at.plan_state("pk", year),
        since=as_at.plan_state_since("pk", year),
        number=Coalesce(number, 0),
    )
    for row in (
        plan_rows.filter(then__isnull=False)
        .order_by("school__sort_name")
        .values(
            "then",
            "since",
            "number",
            hub_name=_year_hub(report_filter, "school"),
            **SCHOOL,
        )
    ):
        address = f"/plans/{row['urn']}/"
        since = london_day(row["since"])
        state = str(PlanState(row["then"]).label)
        yield [row["hub_name"], row["urn"], (row["name"], address), state, since, row["number"]]


def colours(report_filter: ReportFilter) -> Rows:
    """Yield one row for each aim reviewed in the year, with its latest rating."""
    ideas, groups = dict(BigIdea.choices), dict(OutcomeGroup.choices)
    judgements: Any = outcomes.latest_judgements(report_filter)
    for row in judgements.order_by("review__plan__school__sort_name", "aim__position", "pk").values(
        "colour", "judged_at", "aim", "ideas", "group",
        title=as_at.aim_value("title", "aim", report_filter.year),
        term=F("review__term"), urn=F("review__plan__school__urn"),
        name=F("review__plan__school__name"), hub_name=_year_hub(report_filter, "review__plan__school"),
    ):  # fmt: skip
        yield [
            row["hub_name"], row["urn"], _school(row), (row["title"], f"/plans/aims/{row['aim']}/"),
            ", ".join(str(ideas[idea]) for idea in row["ideas"]), str(groups.get(row["group"], "")),
            str(TermName(row["term"]).label), str(Colour(row["colour"]).label), london_day(row["judged_at"]),
        ]  # fmt: skip


def evaluations(report_filter: ReportFilter) -> Rows:
    """Yield one row for each submitted evaluation: three scores, and comments unless the user is an auditor."""
    submitted: Any = outcomes.handed_in(report_filter)
    readable = set(submitted.reached_by(report_filter.user, PLAN_TEXT_READERS).values_list("pk", flat=True))
    parts = [name for aspect in Aspect.values for name in (aspect, f"{aspect}_words")]
    for row in submitted.order_by("plan__school__sort_name", "pk").values(
        "pk", *parts, "handed_in_at", urn=F("plan__school__urn"), name=F("plan__school__name"),
        hub_name=_year_hub(report_filter, "plan__school"),
    ):  # fmt: skip
        comments = (row[name] if row["pk"] in readable or name in Aspect.values else "" for name in parts)
        yield [row["hub_name"], row["urn"], _school(row), *comments, london_day(row["handed_in_at"])]


def money(report_filter: ReportFilter) -> Rows:
    """Yield one row for each grant, in pounds."""
    grants: Any = Grant.objects.visible_to(report_filter.user).filter(
        participation__in=report_filter.participations().order_by().values("pk")
    )
    for row in with_balance(grants).order_by("participation__school__sort_name", "pk").values(
        "pk", "amount", "committed", "paid", "waiting", "in_payment", code=F("participation__project__code"),
        hub_name=hub_name_on("participation__hub", report_filter.as_at), urn=F("participation__school__urn"),
        name=F("participation__school__name"),
    ):  # fmt: skip
        balance = GrantBalance(**{field.name: row[field.name] for field in fields(GrantBalance)})
        yield [
            row["hub_name"], row["urn"], (row["name"], f"/claims/school/{row['urn']}/"), row["code"], row["amount"],
            balance.waiting, balance.approved, balance.in_payment,
            (balance.paid, f"/assurance/grants/{row['pk']}/"), balance.left,
        ]  # fmt: skip


def colleagues(report_filter: ReportFilter) -> Rows:
    """Yield one row for each school that reached colleagues: named, in all at least, how often they came, sessions."""
    for school, reached in colleagues_by_school(report_filter):
        numbers = [len(reached.names), reached.people, reached.attendances, reached.sessions]
        yield [school["hub_name"], school["urn"], _school(school), *numbers]


TABLES = {
    "participation": Table(
        "Participation",
        ["Hub", "URN", "School", "Local authority", "Project", "Stage", "Focus", "Status", "Ended on", "Advocates"],
        participation,
    ),
    "days": Table("Support days", ["Hub", "URN", "School", "Project", "Given", "Used", "Days left"], support_days),
    "sessions": Table(
        "Sessions",
        [
            "Hub",
            "URN",
            "School",
            "Date",
            "Type",
            "Length (days)",
            "Specialist",
            "Status",
            "Focus",
            "Next steps",
            "Next steps open",
        ],
        sessions,
    ),
    "colleagues": Table(
        "Colleagues reached",
        ["Hub", "URN", "School", "Colleagues named", "Colleagues reached", "Total attendances", "Sessions"],
        colleagues,
    ),
    "attendance": Table("Attendance", ["Hub", "Meeting", "Date", "URN", "School", "Name", "Attendance"], attendance),
    "plans": Table("Plans", ["Hub", "URN", "School", "Plan status", "Since", "Aims"], plans),
    "colours": Table(
        "Reviewed aims",
        ["Hub", "URN", "School", "Aim", "Big ideas", "Outcome group", "Term", "RAG rating", "Reviewed on"],
        colours,
    ),
    "evaluations": Table(
        "End-of-year evaluations",
        [
            "Hub",
            "URN",
            "School",
            "Students (1 to 5)",
            "What changed for students",
            "Teachers (1 to 5)",
            "What changed for teachers",
            "Department (1 to 5)",
            "What changed for the department",
            "Submitted on",
        ],
        evaluations,
    ),
    "money": Table(
        "Money",
        ["Hub", "URN", "School", "Project", "Grant", "Submitted", "Approved", "In payment", "Paid", "Left"],
        money,
    ),
}


def plain(rows: Rows) -> Iterable[list[Any]]:
    """Return the rows for a file, with text in place of links."""
    return ([cell[0] if isinstance(cell, tuple) else cell for cell in row] for row in rows)


@dataclass(frozen=True)
class Cell:
    """A cell as the page shows it."""

    heading: str
    text: str
    url: str
    is_number: bool


def for_page(table: Table, rows: Rows) -> list[list[Cell]]:
    """Return the rows as displayed text, formatted by their headings."""
    return [[_cell(heading, value) for heading, value in zip(table.headings, row, strict=True)] for row in rows]


def _cell(heading: str, value: Any) -> Cell:
    text, url = value if isinstance(value, tuple) else (value, "")
    if isinstance(text, Decimal):
        is_money = heading in MONEY_HEADINGS
        return Cell(heading, format_pounds(text) if is_money else f"{text.normalize():f}", url, is_number=True)
    if isinstance(text, date):
        return Cell(heading, day(text), url, is_number=False)
    return Cell(heading, "" if text is None else str(text), url, isinstance(text, int) and heading != "URN")


SNAPSHOT = [
    "Hub", "URN", "School", "Local authority", "Project", "Stage", "Focus", "Status on the day", "Completed on", "Advocates",
]  # fmt: skip


def snapshot(report_filter: ReportFilter, on: Any) -> Rows:
    """Yield each school's year as it stood on a day: completed or withdrawn by then, else still taking part.

    Schools that were enrolled after the day are not in it.
    """
    for row in plain(participation(report_filter, enrolled_by=on)):
        state, ended = row[7], row[8]
        if ended is None or ended > on:
            state = "Active"
        yield [*row[:7], state, ended if state == "Completed" else None, row[9]]


def snapshot_day(year: AcademicYear, point: str) -> Any:
    """Return completion as the national return counts it, in spring (31 March) or at the end of August."""
    return year.ends if point == "august" else year.ends.replace(month=3, day=31)
