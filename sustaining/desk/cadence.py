"""How many sessions a school's year has had with its Specialist, and how many are expected by a day.

A day of support is two sessions, for half a day is the length that the log form proposes. They are spread evenly over the
term time of the year's hub, from the enrolment to the end of the year; holidays and half-term breaks count for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Case, Count, DateField, F, Func, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Floor, Greatest, Least, NullIf, TruncDate

from devplans.models import Session
from devplans.querysets import HAPPENED
from schools.choices import ParticipationState
from schools.terms import HalfTerm, TermCalendar, get_own_calendars
from sustaining.common.years import AcademicYear

SESSIONS_A_DAY = 2
TAKE_PART = (ParticipationState.ACTIVE, ParticipationState.PAUSED, ParticipationState.COMPLETED)


def sessions_held() -> Coalesce:
    """Return an expression for the number of sessions of a participation that took place with a Specialist."""
    held = Session._base_manager.filter(participation=OuterRef("pk"), state__in=HAPPENED, specialist__isnull=False)
    numbers = held.order_by().values("participation").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


def sessions_expected(year: AcademicYear, on: date, own: Mapping[int, TermCalendar] | None = None) -> Case:
    """Return an expression for the number of sessions that a participation of `year` should have had by the end of `on`.

    Rounded down; NULL for a school that does not take part, or has no support days. Needs the annotation `given`. The
    project's days count while no days are given. `own` are the calendars of hubs with terms of their own, if they are known.
    """
    days = Coalesce(NullIf(F("given"), Value(0)), F("project__support_days"))
    since = Greatest(TruncDate("enrolled_at"), Value(year.starts, DateField()))
    own = get_own_calendars(year) if own is None else own
    days_gone = _by_hub(year, own, since, Value(min(on, year.ends), DateField()))
    all_days = _by_hub(year, own, since, Value(year.ends, DateField()))
    expected = Cast(Floor(days * SESSIONS_A_DAY * days_gone / NullIf(all_days, Value(0))), IntegerField())
    return Case(When(Q(state__in=TAKE_PART), then=expected), default=None, output_field=IntegerField())


class _Days(Func):
    """The days from the second date to the first, both included; 0 when there are none."""

    template = "GREATEST(0, (%(expressions)s) + 1)"
    arg_joiner = " - "
    arity = 2
    output_field = IntegerField()


def _term_days(halves: Iterable[HalfTerm], since: Any, until: Any) -> Any:
    days: Any = Value(0)
    for half in halves:
        first, last = Value(half.starts, DateField()), Value(half.ends, DateField())
        days = days + _Days(Least(until, last), Greatest(since, first))
    return days


def _by_hub(year: AcademicYear, own: Mapping[int, TermCalendar], since: Any, until: Any) -> Case:
    whens = [When(hub=hub, then=_term_days(calendar.half_terms(year), since, until)) for hub, calendar in own.items()]
    usual = _term_days(TermCalendar().half_terms(year), since, until)
    return Case(*whens, default=usual, output_field=IntegerField())
