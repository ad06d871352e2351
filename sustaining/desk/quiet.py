"""Which schools need attention because they are going quiet, worked out in the database, and why, in words.

Four signs, each by the hub's own calendar: no session for six weeks of term; no plan agreed by the autumn half term;
nothing claimed with eight weeks left; two meetings missed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntFlag
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate

from devplans.choices import AGREED_STATES
from schools.choices import ParticipationState
from schools.terms import TermCalendar, get_calendars
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import Mark, MeetingState
from sustaining.workgroups.models import Attendance, Meeting, Membership

if TYPE_CHECKING:
    from .board_rows import BoardRow

WEEKS_WITHOUT_SESSION = 6
MEETINGS_MISSED = 2
CLAIM_WITHIN = timedelta(weeks=8)
LONG_AGO = date(1, 1, 1)
TO_COME = "to_come"
"""What `meeting_marks` gives for a meeting that has not been held yet."""


class QuietSign(IntFlag):
    """The signs that a school is going quiet, as bit flags. The first has the highest value."""

    NO_SESSION = 8
    NO_PLAN = 4
    NO_CLAIM = 2
    MISSED_MEETINGS = 1


@dataclass(frozen=True)
class QuietReason:
    """Why a school needs attention: in words, with an icon; `is_serious` when nobody of it has been met for long."""

    label: str
    icon: str
    is_serious: bool


QUIET_LOOKS: dict[QuietSign, tuple[str, bool]] = {
    QuietSign.NO_SESSION: ("exclamation-triangle-fill", True),
    QuietSign.NO_PLAN: ("clipboard", False),
    QuietSign.NO_CLAIM: ("receipt", False),
    QuietSign.MISSED_MEETINGS: ("exclamation-triangle-fill", True),
}
"""Icon of a sign, and whether it is serious: a school without an agreed plan is not one that was never visited."""
PER_SIGN = 16
"""A row's `quiet` is the sum, over its signs, of the flag and PER_SIGN: the remainder by PER_SIGN are the flags, and rows
with more signs sort higher. One number, because PostgreSQL would work out each sign twice as columns of their own."""


@dataclass(frozen=True)
class QuietThresholds:
    """A calendar's days as of today: a school without a session since `session_by` is quiet, and so on."""

    session_by: date
    plan_by: date
    claim_by: date


@lru_cache(maxsize=64)
def usual_thresholds(today: date) -> QuietThresholds:
    """Return the thresholds where a hub has set no terms of its own. Cached: six weeks of term are counted day by day."""
    return get_thresholds(TermCalendar(), today)


def get_thresholds(calendar: TermCalendar, today: date) -> QuietThresholds:
    """Return a calendar's thresholds as of `today`."""
    year = AcademicYear.of(today)
    terms = calendar.terms(year)
    since = today
    while since > year.starts and calendar.weeks_of_term(since, today) < WEEKS_WITHOUT_SESSION:
        since -= timedelta(days=1)
    long_enough = calendar.weeks_of_term(since, today) >= WEEKS_WITHOUT_SESSION
    return QuietThresholds(since if long_enough else LONG_AGO, terms[0].break_starts, terms[2].ends)


def quiet_thresholds(hub: int, today: date) -> QuietThresholds:
    """Return a hub's thresholds. One query."""
    return get_thresholds(get_calendars([hub])[hub], today)


def _threshold(usual: date, by_hub: dict[int, date]) -> Case:
    """Return an expression for the hub's own day, or the usual one."""
    hubs: dict[date, list[int]] = defaultdict(list)
    for hub, on in by_hub.items():
        hubs[on].append(hub)
    whens = [When(hub__in=keys, then=Value(on)) for on, keys in hubs.items() if on != usual]
    return Case(*whens, default=Value(usual), output_field=DateField())


def meeting_marks() -> ArraySubquery:
    """Return an expression for the best mark of anybody from the school at each meeting of the row's Work Group, in order.

    A held meeting counts if the school was a member on its day, or has a mark: also after it has left the group. Without a
    mark it counts as missed (`Mark.ABSENT`). One that is not held yet is TO_COME for the members of now.
    """
    rank = Case(
        When(mark=Mark.PRESENT, then=0), When(mark=Mark.APOLOGIES, then=1), default=2, output_field=IntegerField()
    )
    marks = Attendance.objects.filter(participation=OuterRef(OuterRef("pk")), meeting=OuterRef("pk"))
    best = Subquery(marks.order_by(rank).values("mark")[:1])
    memberships = Membership.objects.filter(participation=OuterRef(OuterRef("pk")))
    own = Membership.objects.filter(participation=OuterRef(OuterRef("pk")), group=OuterRef("group"))
    on_the_day = own.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("day")), starts_on__lte=OuterRef("day"))
    counts = Q(state=MeetingState.HELD) & (Exists(on_the_day) | Exists(marks)) | ~Q(state=MeetingState.HELD) & Exists(
        own.open()
    )
    meetings = Meeting.objects.alias(day=TruncDate("starts_at")).filter(
        counts, group__in=memberships.order_by().values("group")
    )
    meetings = meetings.exclude(state=MeetingState.CANCELLED)
    mark = Case(
        When(state=MeetingState.HELD, then=Coalesce(best, Value(Mark.ABSENT.value))),
        default=Value(TO_COME),
        output_field=CharField(),
    )
    return ArraySubquery(meetings.order_by("number", "pk").values(shown=mark))


def _count_missed() -> Func:
    """Return an expression for how many of the row's `meetings` were missed."""
    missed = Func(F("meetings"), Value(Mark.ABSENT.value), function="array_positions")
    return Func(missed, function="cardinality", output_field=IntegerField())


def with_quiet_signs(rows: Any, today: date, calendars: Mapping[int, TermCalendar]) -> Any:
    """Return the board's rows with `.quiet`, the signs that each shows (0 for none), and the alias `missed`.

    Only schools that take part in the current year can go quiet. Needs the board's other annotations. `calendars`
    are those of hubs with terms of their own this year.
    """
    usual = usual_thresholds(today)
    own = {hub: get_thresholds(calendar, today) for hub, calendar in calendars.items()}
    began = TruncDate("enrolled_at")

    def threshold(name: str) -> Case:
        return _threshold(getattr(usual, name), {hub: getattr(days, name) for hub, days in own.items()})

    def sign(flag: QuietSign, condition: Q) -> Case:
        return Case(When(condition, then=PER_SIGN + flag), default=0, output_field=IntegerField())

    rows = rows.alias(
        missed=_count_missed(),
        session_by=threshold("session_by"),
        plan_by=threshold("plan_by"),
        claim_by=threshold("claim_by"),
        last_contact=Greatest(Coalesce("last_session", began), began),
    )
    signs = (
        sign(QuietSign.NO_SESSION, Q(sees_plan=True, last_contact__lte=F("session_by")))
        + sign(
            QuietSign.NO_PLAN,
            Q(sees_plan=True, plan_by__lt=today) & (Q(plan_state__isnull=True) | ~Q(plan_state__in=AGREED_STATES)),
        )
        + sign(QuietSign.NO_CLAIM, Q(claim_by__lte=today + CLAIM_WITHIN, amount__gt=0, committed=0, waiting=0))
        + sign(QuietSign.MISSED_MEETINGS, Q(missed__gte=MEETINGS_MISSED))
    )
    takes_part = Q(state=ParticipationState.ACTIVE, project__academic_year=AcademicYear.of(today).start)
    return rows.annotate(quiet=Case(When(takes_part, then=signs), default=0, output_field=IntegerField()))


SIGNS_BY_FLAGS = [[sign for sign in QuietSign if flags & sign] for flags in range(PER_SIGN)]
"""The signs of each sum of flags: a board asks for hundreds."""


def quiet_signs(row: BoardRow) -> list[QuietSign]:
    """Return the signs that a row shows, in the order in which they are named."""
    return SIGNS_BY_FLAGS[row.quiet % PER_SIGN]


def quiet_reasons(row: BoardRow, today: date) -> list[str]:
    """Return a row's signs as sentences that name the days; empty when it is not quiet. At most one query."""
    if not row.quiet:
        return []
    days = quiet_thresholds(row.hub_id, today)
    last = f" The last one was on {format_day(row.last_session)}." if row.last_session else ""
    sentences = {
        QuietSign.NO_SESSION: f"{no_session_label(row, today)}.{last}",
        QuietSign.NO_PLAN: f"No plan has been agreed, and half term started on {format_day(days.plan_by)}.",
        QuietSign.NO_CLAIM: f"None of the grant has been claimed, and the summer term ends on {format_day(days.claim_by)}.",
        QuietSign.MISSED_MEETINGS: (
            f"No one attended {row.meetings_missed} Work Group meetings, and no apologies were sent."
        ),
    }
    return [sentences[sign] for sign in quiet_signs(row)]


def no_session_label(row: BoardRow, on: date) -> str:
    """Return for how many weeks there has been no session."""
    return f"No session for {(on - row.last_session).days // 7} weeks" if row.last_session else "No session this year"


def quiet_labels(row: BoardRow, on: date) -> list[QuietReason]:
    """Return a row's signs as the reasons that the board and the desk give, the weightiest first. No query."""
    if not row.quiet:
        return []
    labels = {
        QuietSign.NO_SESSION: no_session_label(row, on),
        QuietSign.NO_PLAN: "No development plan agreed",
        QuietSign.NO_CLAIM: "Nothing claimed yet",
        QuietSign.MISSED_MEETINGS: f"{row.meetings_missed} meetings missed",
    }
    reasons = [QuietReason(labels[sign], *QUIET_LOOKS[sign]) for sign in quiet_signs(row)]
    return sorted(reasons, key=lambda reason: not reason.is_serious)


def quiet_summary(row: BoardRow, on: date) -> str:
    """Return a row's reasons in one phrase, for a list: `No session for 7 weeks; no development plan agreed`."""
    return "; ".join(reason.label for reason in quiet_labels(row, on)).capitalize()
