"""Which schools are going quiet, worked out in the database, and why, in words.

Four signs, each by the hub's own calendar: no session for six weeks of term; no plan agreed by the autumn half term;
nothing claimed with eight weeks left; two meetings missed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Case, Count, DateField, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest

from devplans.choices import PlanState
from schools.choices import ParticipationState
from schools.models import TermDates
from schools.terms import TermCalendar, calendars_of
from sustaining.common.templatetags.sustaining import day as day_words
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import Mark, MeetingState
from sustaining.workgroups.models import Attendance, Meeting

WEEKS_WITHOUT_SESSION = 6
MEETINGS_MISSED = 2
CLAIM_WITHIN = timedelta(weeks=8)
AGREED = (PlanState.AGREED, PlanState.REFINING)
LONG_AGO = date(1, 1, 1)
SIGNS = {"silent": 8, "planless": 4, "unclaimed": 2, "absent": 1}
COUNTS = 16
"""A sign's value in `quiet` is COUNTS and its own: the sum counts them, and what is left of COUNTS says which."""


@dataclass(frozen=True)
class Signs:
    """A calendar's days as of today: who had no session since `session_by` is quiet, and so on."""

    session_by: date
    plan_by: date
    claim_by: date


@lru_cache(maxsize=64)
def _usual_signs(today: date) -> Signs:
    return _signs(TermCalendar(), today)


def _signs(calendar: TermCalendar, today: date) -> Signs:
    year = AcademicYear.of(today)
    terms = calendar.terms(year)
    since = today
    while since > year.starts and calendar.weeks_of_term(since, today) < WEEKS_WITHOUT_SESSION:
        since -= timedelta(days=1)
    long_enough = calendar.weeks_of_term(since, today) >= WEEKS_WITHOUT_SESSION
    return Signs(since if long_enough else LONG_AGO, terms[0].break_starts, terms[2].ends)


def signs_of(hub: int | None, today: date) -> Signs:
    """The days that count for a hub. One query."""
    calendar = calendars_of([hub]).get(hub) if hub else None
    return _signs(calendar, today) if calendar else _usual_signs(today)


def _of_hubs(today: date) -> dict[int, Signs]:
    """The days of the hubs that have set terms of their own this year; for all others the usual ones hold."""
    keys = TermDates.objects.filter(academic_year=AcademicYear.of(today).start).values_list("hub", flat=True).distinct()
    return {key: _signs(calendar, today) for key, calendar in calendars_of(list(keys)).items()}


def _by_hub(usual: date, own: dict[int, date]) -> Any:
    """An expression: the hub's own day, else the usual one."""
    hubs: dict[date, list[int]] = defaultdict(list)
    for hub, on in own.items():
        hubs[on].append(hub)
    whens = [When(school__hub__in=keys, then=Value(on)) for on, keys in hubs.items() if on != usual]
    return Case(*whens, default=Value(usual), output_field=DateField())


def missed_meetings() -> Coalesce:
    """An expression: how many held meetings of its Work Group nobody of the school came to, nor sent apologies."""
    heard = Attendance.objects.filter(
        participation=OuterRef(OuterRef("pk")), meeting=OuterRef("pk"), mark__in=(Mark.PRESENT, Mark.APOLOGIES)
    )
    held = Meeting.objects.filter(
        state=MeetingState.HELD,
        group__memberships__participation=OuterRef("pk"),
        group__memberships__ends_on__isnull=True,
    )
    missed = held.filter(~Exists(heard)).order_by().values("state").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(missed, output_field=IntegerField()), 0)


def with_signs(rows: Any, today: date) -> Any:
    """Rows of the board with `.missed` meetings and `.quiet`, the signs that a row shows; 0 for none.

    `quiet` adds up a value a sign, so that it orders by how many there are, and says which (`signs_shown`): asking for each
    by itself would ask everything twice. Only schools that take part, in the year that runs, can go quiet. Needs the
    board's annotations.
    """
    usual, own = _usual_signs(today), _of_hubs(today)
    began = Cast("enrolled_at", DateField())

    def on(name: str) -> Any:
        return _by_hub(getattr(usual, name), {hub: getattr(signs, name) for hub, signs in own.items()})

    def sign(name: str, condition: Q) -> Case:
        return Case(When(condition, then=COUNTS + SIGNS[name]), default=0, output_field=IntegerField())

    rows = rows.annotate(missed=missed_meetings()).alias(
        session_by=on("session_by"), plan_by=on("plan_by"), claim_by=on("claim_by"),
        heard=Greatest(Coalesce("last_session", began), began),
    )  # fmt: skip
    shown = (
        sign("silent", Q(heard__lte=F("session_by")))
        + sign("planless", Q(plan_by__lt=today) & (Q(plan_state__isnull=True) | ~Q(plan_state__in=AGREED)))
        + sign("unclaimed", Q(claim_by__lte=today + CLAIM_WITHIN, amount__gt=0, committed=0, waiting=0))
        + sign("absent", Q(missed__gte=MEETINGS_MISSED))
    )
    takes_part = Q(state=ParticipationState.ACTIVE, project__academic_year=AcademicYear.of(today).start)
    return rows.annotate(quiet=Case(When(takes_part, then=shown), default=0, output_field=IntegerField()))


def signs_shown(row: Any) -> set[str]:
    """Which signs a row shows."""
    return {name for name, value in SIGNS.items() if row.quiet % COUNTS & value}


def why(row: Any, today: date) -> list[str]:
    """The signs of a row in sentences that name the days; empty when it is not quiet. One query."""
    shown = signs_shown(row)
    if not shown:
        return []
    signs = signs_of(row.school.hub_id, today)
    last = f"The last one was on {day_words(row.last_session)}." if row.last_session else "There has been none yet."
    said = {
        "silent": f"No session for {WEEKS_WITHOUT_SESSION} weeks of term or more. {last}",
        "planless": f"No plan is agreed, and half term began on {day_words(signs.plan_by)}.",
        "unclaimed": f"Nothing of the grant is claimed, and the summer term ends on {day_words(signs.claim_by)}.",
        "absent": f"Nobody came to {row.missed} meetings of the Work Group, and no apologies were sent.",
    }
    return [said[name] for name in SIGNS if name in shown]


def in_short(row: Any) -> str:
    """The signs of a row in a few words, for a list."""
    said = {
        "silent": "no session for six weeks of term",
        "planless": "no plan agreed",
        "unclaimed": "nothing claimed",
        "absent": f"missed {row.missed} meetings",
    }
    shown = signs_shown(row)
    words = "; ".join(said[name] for name in SIGNS if name in shown)
    return words[:1].upper() + words[1:]
