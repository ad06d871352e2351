"""What the board and the school page read: everything worked out in the database, a constant number of statements.

This is the top floor: here alone days, plans, meetings and money meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from devplans.models import Judgement
from devplans.querysets import days_given, days_used, last_session_on, standing
from devplans.selectors.plans import PLAN_WORDS
from funding.figures import waiting_for
from schools.choices import ParticipationState
from schools.models import Participation, School
from specialists.models import Assignment
from sustaining.common.clock import today
from sustaining.common.templatetags.sustaining import percent_of
from sustaining.workgroups.choices import Mark, MeetingState
from sustaining.workgroups.models import Attendance, Meeting, Membership

from .quiet import with_signs

SHOWN = ("state", "focus", "project", "school__urn", "school__name", "school__town", "school__hub")
SORTS: dict[str, tuple[Any, ...]] = {
    "quiet": (F("quiet").desc(), "school__name", "pk"),
    "name": ("school__name", "pk"),
    "-name": ("-school__name", "pk"),
    "specialist": (F("specialist_name").asc(nulls_first=True), "school__name", "pk"),
    "-specialist": (F("specialist_name").desc(nulls_last=True), "school__name", "pk"),
    "session": (F("last_session").asc(nulls_first=True), "school__name", "pk"),
    "-session": (F("last_session").desc(nulls_last=True), "school__name", "pk"),
    "days": ("used", "school__name", "pk"),
    "-days": ("-used", "school__name", "pk"),
    "plan": (F("plan_state").asc(nulls_first=True), "school__name", "pk"),
    "-plan": (F("plan_state").desc(nulls_last=True), "school__name", "pk"),
    "meetings": ("-missed", "school__name", "pk"),
    "-meetings": ("missed", "school__name", "pk"),
    "left": (F("left").desc(nulls_last=True), "school__name", "pk"),
    "-left": (F("left").asc(nulls_last=True), "school__name", "pk"),
}


def board(user: Any, start: int) -> Any:
    """Participations of the academic year from `start` that one sees, with every figure of the board's row."""
    assigned = Assignment.objects.filter(participation=OuterRef("pk"), ends_on__isnull=True)
    rows = Participation.objects.visible_to(user).in_year(start).select_related("school").only(*SHOWN)
    rows = rows.prefetch_related("project", "school__hub")  # a few for all rows: joined, each row would make its own
    rows = rows.annotate(
        specialist_name=Subquery(assigned.values("specialist__user__full_name")[:1]),
        given=days_given("pk"),
        used=days_used("pk"),
        last_session=last_session_on("pk"),
        plan_state=F("school__plan__state"),
        amount=F("grant__amount"),
        paid=F("grant__paid"),
        committed=F("grant__committed"),
        waiting=waiting_for("grant"),
    )
    return with_signs(rows, today())


@contextmanager
def at_hand(user: Any, start: int, *, drawn: bool) -> Iterator[list[Participation]]:
    """The board's rows in its usual order, fetched once; within, what asks for rows of the same person takes them from here.

    Those that will not be `drawn` come without project and hub.
    """
    rows = narrowed(board(user, start), {})
    user.board_at_hand = list(rows if drawn else rows.prefetch_related(None))
    try:
        yield user.board_at_hand
    finally:
        del user.board_at_hand


def going_quiet(user: Any, start: int) -> list[Any]:
    """The rows that show a sign, those with most signs first."""
    rows = getattr(user, "board_at_hand", None)
    if rows is None:
        return list(narrowed(board(user, start), {"quiet": True}))
    return [row for row in rows if row.quiet]


def with_days_left(user: Any, start: int) -> list[Any]:
    """The rows of schools that take part and have used less than half of their days, those that have used least first."""
    rows = getattr(user, "board_at_hand", None)
    if rows is None:
        unused = board(user, start).filter(state=ParticipationState.ACTIVE, given__gt=0, used__lt=F("given") / 2)
        return list(unused.order_by("used", "school__name"))
    active = [row for row in rows if row.state == ParticipationState.ACTIVE]
    unused = [row for row in active if row.given > 0 and row.used < row.given / 2]
    return sorted(unused, key=lambda row: (row.used, row.school.name))


def _with_left(rows: Any) -> Any:
    """With `.left` of each grant: asked only by who orders or narrows by it, for it asks for `waiting` once more."""
    return rows.annotate(left=F("amount") - F("committed") - F("waiting"))


def narrowed(rows: Any, wanted: dict[str, Any]) -> QuerySet[Participation]:
    """The board's rows by what its filters say."""
    if wanted.get("q"):
        rows = rows.filter(school__in=School.objects.matching(wanted["q"]).order_by().values("pk"))
    if wanted.get("specialist"):
        rows = rows.filter(
            Exists(
                Assignment.objects.filter(participation=OuterRef("pk"), ends_on=None, specialist=wanted["specialist"])
            )
        )
    if wanted.get("hub"):
        rows = rows.filter(school__hub=wanted["hub"])
    if wanted.get("plan"):
        rows = rows.filter(plan_state=wanted["plan"])
    if wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    if wanted.get("focus"):
        rows = rows.filter(focus=wanted["focus"])
    if wanted.get("stage"):
        rows = rows.filter(project__stage=wanted["stage"])
    if wanted.get("quiet"):
        rows = rows.filter(quiet__gt=0)
    if "left" in (wanted.get("grant"), (wanted.get("sort") or "").removeprefix("-")):
        rows = _with_left(rows)
    by_grant: dict[str, dict[str, Any]] = {
        "nothing": {"committed": 0, "waiting": 0, "amount__isnull": False},
        "waiting": {"waiting__gt": 0},
        "left": {"left__gt": 0},
        "paid": {"paid": F("amount")},
    }
    rows = rows.filter(**by_grant.get(wanted.get("grant") or "", {}))
    return rows.order_by(*SORTS[wanted.get("sort") or "quiet"])


@lru_cache(maxsize=4096)
def drawn(component: str, **values: Any) -> SafeString:
    """A small graphic: many rows have the same one, and drawing it anew takes longer than the rest of the row."""
    return render_to_string(f"components/{component}.html", values)


@lru_cache(maxsize=8192)
def _row_drawn(**values: Any) -> SafeString:
    return render_to_string("desk/board_row.html", values)


def row_drawn(row: Any, show: tuple[str, ...], on: date) -> SafeString:
    """A row of the board. Kept by everything that it says, `on` among it: a row that has not changed is not drawn again."""
    words, _, following = row.plan_words
    return _row_drawn(
        show=show, on=on, urn=row.school.urn, name=row.school.name, town=row.school.town, quiet=bool(row.quiet),
        state=row.state, specialist=row.specialist_name, used=row.used, given=row.given, last_session=row.last_session,
        plan=str(words), next=str(following), colours=tuple(row.colours), dots=tuple(row.dots), attended=row.attended,
        so_far=row.so_far, amount=row.amount, paid=row.paid, asked=row.asked, left=row.left, meter=row.days_drawn,
        marks=row.colours_drawn, meetings=row.dots_drawn, grant=row.grant_drawn,
    )  # fmt: skip


def as_rows(participations: list[Participation]) -> list[Participation]:
    """The page's rows with their words and their meetings as dots, their aims by colour. Four queries, however many rows."""
    dots = meeting_dots([one.pk for one in participations])
    colours = colours_of(participations)
    for one in participations:
        row: Any = one
        row.plan_words = PLAN_WORDS.get(row.plan_state, ("No plan", "", ""))
        row.asked = (row.committed or 0) + row.waiting
        row.left = None if row.amount is None else row.amount - row.asked
        row.dots = dots[one.pk]
        row.attended = sum(1 for mark in row.dots if mark == "present")
        row.so_far = sum(1 for mark in row.dots if mark != "to_come")
        row.colours = colours[one.school_id]
        row.colours_drawn = drawn("colours", colours=tuple(row.colours))
        row.days_drawn = drawn("meter", solid=percent_of(row.used, row.given))
        row.dots_drawn = drawn("dots", marks=tuple(row.dots))
        row.grant_drawn = drawn("grant_bar", amount=row.amount, paid=row.paid, asked=row.asked, left=row.left)
    return participations


def colours_of(participations: list[Participation]) -> dict[int, list[str]]:
    """For each school how its aims stand, in the plan's order: the latest colour up to the year of the rows."""
    if not participations:
        return {}
    year = max(one.project.academic_year for one in participations)
    marks = Judgement.objects.filter(
        standing("aim__"),
        aim__plan__school__in={one.school_id for one in participations},
        review__academic_year__lte=year,
    )
    latest = marks.order_by("aim", "-judged_at", "-pk").distinct("aim")
    rows = latest.values_list("aim__plan__school", "aim__position", "aim", "colour")
    found: dict[int, list[str]] = defaultdict(list)
    for school, *_, colour in sorted(rows):
        found[school].append(colour)
    return found


def meeting_dots(participations: list[int]) -> dict[int, list[str]]:
    """For each participation the marks of its Work Group's meetings, in order: who of the school came decides."""
    groups = dict(
        Membership.objects.filter(participation__in=participations, ends_on__isnull=True).values_list(
            "participation", "group"
        )
    )
    meetings: dict[int, list[tuple[int, str]]] = defaultdict(list)
    live = Meeting.objects.filter(group__in=set(groups.values())).exclude(state=MeetingState.CANCELLED)
    for group, pk, state in live.order_by("number").values_list("group", "pk", "state"):
        meetings[group].append((pk, state))
    marks: dict[tuple[int, int], set[str]] = defaultdict(set)
    found = Attendance.objects.filter(participation__in=participations)
    for participation, meeting, mark in found.values_list("participation", "meeting", "mark"):
        marks[participation, meeting].add(mark)
    return {
        one: [_dot(state, marks.get((one, pk), ())) for pk, state in meetings[groups[one]]] if one in groups else []
        for one in participations
    }


def _dot(state: str, marks: Collection[str]) -> str:
    if state != MeetingState.HELD:
        return "to_come"
    return next((mark for mark in (Mark.PRESENT, Mark.APOLOGIES) if mark in marks), Mark.ABSENT)


def totals(rows: Any) -> dict[str, Any]:
    """The strip of figures above the board, over all its rows. One query."""
    inner = rows.order_by().values("pk", "used", "given", "paid", "amount", "plan_state", "quiet")
    found = inner.aggregate(
        schools=Count("pk"),
        used_days=Coalesce(Sum("used"), Decimal(0)),
        given_days=Coalesce(Sum("given"), Decimal(0)),
        paid_out=Coalesce(Sum("paid"), Decimal(0)),
        granted=Coalesce(Sum("amount"), Decimal(0)),
        agreed=Count("pk", filter=Q(plan_state="agreed")),
        going_quiet=Count("pk", filter=Q(quiet__gt=0)),
    )
    return {
        "schools": found["schools"], "used": found["used_days"], "given": found["given_days"],
        "paid": found["paid_out"], "amount": found["granted"], "agreed": found["agreed"], "quiet": found["going_quiet"],
    }  # fmt: skip


def summed(rows: list[Any]) -> dict[str, Any]:
    """The same strip, of rows that are at hand: asking for them again would take as long as the board."""
    figures: dict[str, Any] = {
        name: sum((getattr(row, name) or 0 for row in rows), Decimal(0)) for name in ("used", "given", "paid", "amount")
    }
    agreed = sum(1 for row in rows if row.plan_state == "agreed")
    return {**figures, "schools": len(rows), "agreed": agreed, "quiet": sum(1 for row in rows if row.quiet)}
