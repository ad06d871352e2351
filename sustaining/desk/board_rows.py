"""The rows of the board, the desk and the school page: each is a participation of a year with all figures shown of it.

The database works the figures out, in one query however many rows; a row is a plain value. This is the top level: only
here do days, plans, meetings and money meet.

How the board is fast: three statements, each written once for people of the same roles: what its form offers
(`board_choices`), the rows (`board_statement`), and what is added to them (`board_casework`); plain values instead of model
instances; no count of a board that fits on a page (`views._board_page`); cells that many schools share are rendered once
(`board.render_cell`), and a row's template is rendered once and filled with texts (`patterns.fill_template`). Figures:
docs/performance.md; reasons: decision 76.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from devplans import as_at
from devplans.choices import AGREED_STATES, PLAN_STATUSES, PlanState, is_agreed
from devplans.querysets import days_given, days_used, last_session_on
from funding.grant_balance import GrantBalance, in_payment_for, queried_for, waiting_for
from funding.windows import last_claim_day
from schools.choices import NEVER_TOOK_PART, ParticipationState, Stage
from schools.models import Participation, School
from schools.querysets import FocusTitle
from schools.roles import PLAN_READERS
from schools.scope import reachable_participations
from schools.terms import TermCalendar, get_own_calendars
from schools.viewer import Viewer, as_viewer
from specialists.models import Assignment
from sustaining.casework.checklists import SchoolChecklist
from sustaining.common.clock import today
from sustaining.common.status import Status
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import Mark

from .board_order import DEFAULT_SORT, NOT_AGREED, SORTS
from .cadence import sessions_expected, sessions_held
from .quiet import TO_COME, meeting_marks, with_quiet_signs
from .specialist_names import specialist_label

if TYPE_CHECKING:
    from sustaining.common.people import Reader

FIELDS = {
    "pk": "pk",
    "state": "state",
    "focus": "focus_title",
    "school_id": "school",
    "urn": "school__urn",
    "school": "school__name",
    "town": "school__town",
    "telephone": "school__telephone",
    "hub_id": "hub",
    "hub": "hub__name",
    "project_code": "project__code",
    "project_title": "project__title",
    "stage": "project__stage",
    "year": "project__academic_year",
    "specialist": "specialist_name",
    "days_given": "given",
    "days_used": "used",
    "last_session": "last_session",
    "sessions_held": "sessions_held",
    "sessions_expected": "sessions_expected",
    "plan_state": "plan_state",
    "amount": "amount",
    "paid": "paid",
    "committed": "committed",
    "waiting": "waiting",
    "queried": "queried",
    "in_payment": "in_payment",
    "last_claim_day": "last_claim_day",
    "meetings": "meetings",
    "quiet": "quiet",
    "sees_plan": "sees_plan",
}
"""For each field of BoardRow the column or annotation that fills it."""
OTHER_STATUSES: dict[str, Status] = {
    ParticipationState.WITHDRAWN: Status("Withdrawn", "stop"),
    ParticipationState.COMPLETED: Status("Completed", "go"),
    ParticipationState.PROPOSED: Status("Proposed", "wait", "Waiting for the school"),
    ParticipationState.PAUSED: Status("Paused", "wait"),
    ParticipationState.DECLINED: Status("Declined", "stop"),
}

Figures = tuple[str, Decimal, Decimal, Decimal | None, Decimal | None, str | None, int]
"""A row's state, days used, days given, paid, amount of the grant, state of the plan, and `quiet`."""


class BoardRow(NamedTuple):
    """A participation with its figures; a tuple because a board makes hundreds, each twice.

    Filled by `board_casework.with_additions`: `colours` are those of its aims; `concerns` what its school's open concerns
    are about, for those who read them; `checklist` is there where its column is shown; `responsible` is the name of who
    looks after it at the hub; `is_watched` says that the viewer watches its school.
    """

    pk: int
    state: str
    focus: str
    school_id: int
    urn: int
    school: str
    town: str
    telephone: str
    hub_id: int
    hub: str
    project_code: str
    project_title: str
    stage: str
    year: int
    specialist: str | None
    days_given: Decimal
    days_used: Decimal
    last_session: date | None
    sessions_held: int | None
    sessions_expected: int | None
    plan_state: str | None
    amount: Decimal | None
    paid: Decimal | None
    committed: Decimal | None
    waiting: Decimal
    queried: Decimal
    in_payment: Decimal
    last_claim_day: date
    meetings: list[str]
    quiet: int
    sees_plan: bool = True
    colours: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    checklist: SchoolChecklist | None = None
    responsible: str = ""
    is_watched: bool = False

    @property
    def figures(self) -> Figures:
        """Return what `board_totals` adds up."""
        return (self.state, self.days_used, self.days_given, self.paid, self.amount, self.plan_state, self.quiet)

    @property
    def school_url(self) -> str:
        """Return the address of the school's page."""
        return reverse("desk:school", args=[self.urn])

    @property
    def project(self) -> str:
        """Return the project's code and title."""
        return f"{self.project_code} {self.project_title}"

    @property
    def academic_year(self) -> AcademicYear:
        """Return the project's year as a value."""
        return AcademicYear(self.year)

    @property
    def stage_label(self) -> str:
        """Return the project's stage in words."""
        return str(Stage(self.stage).label)

    @property
    def state_label(self) -> str:
        """Return the participation's state in words."""
        return str(ParticipationState(self.state).label)

    @property
    def is_active(self) -> bool:
        """Return whether the school takes part now."""
        return self.state == ParticipationState.ACTIVE

    @property
    def is_paused(self) -> bool:
        """Return whether the school's year is paused."""
        return self.state == ParticipationState.PAUSED

    @property
    def is_ongoing(self) -> bool:
        """Return whether the school takes part now, or its year is paused."""
        return self.is_active or self.is_paused

    @property
    def is_proposed(self) -> bool:
        """Return whether the school has not confirmed its year yet."""
        return self.state == ParticipationState.PROPOSED

    @property
    def other_status(self) -> Status | None:
        """Return the state, unless the school is taking part: how the year ended, or that it is proposed or paused."""
        return OTHER_STATUSES.get(self.state)

    @property
    def plan_status(self) -> Status:
        """Return the plan's state in words, the tone of its tag, and who acts next."""
        return PLAN_STATUSES[PlanState(self.plan_state)] if self.plan_state else Status("No plan")

    @property
    def grant(self) -> GrantBalance | None:
        """Return the figures of the grant, where there is one."""
        if self.amount is None:
            return None
        paid, committed = self.paid or Decimal(0), self.committed or Decimal(0)
        return GrantBalance(self.amount, paid, committed, self.waiting, self.in_payment)

    @property
    def meetings_attended(self) -> int:
        """Held meetings of its Work Group that somebody of the school came to."""
        return self.meetings.count(Mark.PRESENT)

    @property
    def meetings_held(self) -> int:
        """Meetings of its Work Group that are over."""
        return len(self.meetings) - self.meetings.count(TO_COME)

    @property
    def meetings_missed(self) -> int:
        """Held meetings that nobody of the school came to, nor sent apologies for."""
        return self.meetings.count(Mark.ABSENT)

    @property
    def has_days_left(self) -> bool:
        """Return whether an active school has used less than half of its support days."""
        return self.state == ParticipationState.ACTIVE and self.days_used < self.days_given / 2


def board_queryset(user: Reader, year: int) -> Any:
    """Return the participations of the academic year starting in `year` that `user` sees, annotated with every figure."""
    return with_figures(Participation.objects.visible_to(user).listed_in_year(year), user, AcademicYear(year))


def with_figures(rows: Any, user: Reader, year: AcademicYear) -> Any:
    """Annotate participations of a year with every figure of the board that `user` may read, plans as at the year."""
    calendars, present = get_own_calendars(year), AcademicYear.of(today())
    of_now = calendars if year == present else get_own_calendars(present)
    return annotate_figures(rows, user, year, calendars, of_now)


def annotate_figures(
    rows: Any,
    user: Reader,
    year: AcademicYear,
    calendars: Mapping[int, TermCalendar],
    of_now: Mapping[int, TermCalendar],
) -> Any:
    """Do the same with the calendars of hubs that have terms of their own, in that year and in the present one."""
    sees_plan = _sees_plan(as_viewer(user))
    rows = rows.annotate(
        specialist_name=specialist_label(today()),
        given=days_given("pk"),
        used=days_used("pk"),
        sees_plan=Case(When(sees_plan, then=True), default=False) if sees_plan else Value(True),
        last_session=_only_where(sees_plan, last_session_on("pk")),
        sessions_held=_only_where(sees_plan, sessions_held()),
        sessions_expected=_only_where(sees_plan, sessions_expected(year, today(), calendars)),
        plan_state=_only_where(sees_plan, as_at.plan_state("school__plan", year)),
        focus_title=FocusTitle("project__foci", "focus"),
        amount=F("grant__amount"),
        paid=F("grant__paid"),
        committed=F("grant__committed"),
        waiting=waiting_for("grant"),
        queried=queried_for("grant"),
        in_payment=in_payment_for("grant"),
        last_claim_day=last_claim_day(year),
        meetings=_only_where(sees_plan, meeting_marks(), Value([], ArrayField(CharField()))),
    )
    return with_quiet_signs(rows, today(), of_now).order_by(*SORTS[DEFAULT_SORT])


def _sees_plan(viewer: Viewer) -> Q:
    """Return the condition on a row that `viewer` reads its school's plan and sessions; empty where they read every one.

    Somebody may answer for one school's plan and only look after another's money.
    """
    if viewer.is_superuser or viewer.role_names <= PLAN_READERS:
        return Q()
    return Q(pk__in=reachable_participations(viewer, PLAN_READERS))


def _only_where(condition: Q, expression: Any, otherwise: Any = None) -> Any:
    """Return an expression that is `otherwise` on rows that do not meet the condition, if there is one."""
    return Case(When(condition, then=expression), default=otherwise) if condition else expression


def fetch_board_rows(rows: Any) -> list[BoardRow]:
    """Return the queryset's rows as values, without the colours of their aims. One query."""
    return [BoardRow(*values) for values in rows.values_list(*FIELDS.values())]


def _has_plan(choice: str | None) -> Q:
    """Return the condition of the filter by plan: a state, or NOT_AGREED, also of schools without a plan."""
    if choice == NOT_AGREED:
        return Q(plan_state__isnull=True) | ~Q(plan_state__in=AGREED_STATES)
    return Q(plan_state=choice) if choice else Q()


def filter_board(rows: Any, filters: Mapping[str, Any]) -> QuerySet[Participation]:
    """Return the board's rows that match the filters of BoardForm, in the order that they name."""
    if filters.get("q"):
        rows = rows.filter(school__in=School.objects.matching(filters["q"]).order_by().values("pk"))
    if filters.get("specialist"):
        supported = Assignment.objects.not_ended(today()).filter(participation=OuterRef("pk"))
        rows = rows.filter(Exists(supported.filter(specialist=filters["specialist"])))
    columns = {"hub": "hub", "state": "state", "focus": "focus", "stage": "project__stage"}
    rows = rows.filter(
        _has_plan(filters.get("plan")),
        **{column: filters[name] for name, column in columns.items() if filters.get(name)},
    )
    if filters.get("chosen"):
        rows = rows.filter(pk__in=filters["chosen"])
    if filters.get("quiet"):
        rows = rows.filter(quiet__gt=0)
    if filters.get("behind"):
        rows = rows.filter(sessions_held__lt=F("sessions_expected"))
    for name, lookup in (("at_risk", "pk__in"), ("with_overdue_steps", "pk__in")):
        if name in filters:
            rows = rows.filter(**{lookup: filters[name]})
    rows = rows.filter(*filters.get("casework", ()))
    sort = filters.get("sort") or DEFAULT_SORT
    if "left" in (filters.get("grant"), sort.removeprefix("-")):
        rows = rows.alias(left=F("amount") - F("committed") - F("waiting"))
    if sort.removeprefix("-") == "cadence":
        rows = rows.alias(behind=F("sessions_expected") - F("sessions_held"))
    rows = rows.alias(**filters.get("aliases", {}))
    by_grant: dict[str, dict[str, Any]] = {
        "nothing": {"committed": 0, "waiting": 0, "amount__isnull": False},
        "waiting": {"waiting__gt": 0},
        "left": {"left__gt": 0},
        "paid": {"paid": F("amount")},
    }
    rows = rows.filter(**by_grant.get(filters.get("grant") or "", {}))
    return rows.order_by(*filters.get("by_checklist", ()), *SORTS[sort])


@dataclass
class BoardTotals:
    """The figures above the board and on a hub's desk, over all its rows.

    Schools and agreed plans are those of schools that take part or completed; days and money count the withdrawn ones too.
    """

    schools: int = 0
    withdrawn: int = 0
    used: Decimal = Decimal(0)
    given: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    agreed: int = 0
    quiet: int = 0


def board_totals(figures: Iterable[Figures]) -> BoardTotals:
    """Add up the figures of rows, without years that are proposed or were declined."""
    totals = BoardTotals()
    for state, used, given, paid, amount, plan_state, quiet in figures:
        if state in NEVER_TOOK_PART:
            continue
        is_withdrawn = state == ParticipationState.WITHDRAWN
        totals.schools += not is_withdrawn
        totals.withdrawn += is_withdrawn
        totals.used += used
        totals.given += given
        totals.paid += paid or 0
        totals.amount += amount or 0
        totals.agreed += is_agreed(plan_state) and not is_withdrawn
        totals.quiet += quiet > 0
    return totals


def fetch_figures(rows: Any) -> Iterable[Figures]:
    """Return what `board_totals` adds up, where the rows themselves are not needed. One query."""
    return rows.order_by().values_list("state", "used", "given", "paid", "amount", "plan_state", "quiet")
