"""Which schools have not reviewed or evaluated yet, for those who look after many: by each hub's own terms."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import Participation
from schools.terms import Term, TermCalendar, calendars_of
from sustaining.common.years import AcademicYear

from .calendar import TermKey, evaluation_due, evaluation_opens, is_due, key_of, term_before
from .models import Aim, Evaluation, Judgement, Plan


def awaited(calendar: TermCalendar, day: date) -> Term | None:
    """The term whose reviews are waited for: one near its end or just over, till half term of the next; else None."""
    latest = calendar.term_upto(day)
    if is_due(latest, day):
        return latest
    return term_before(calendar, latest) if day < latest.break_starts else None


def lively(user: Any, year: int) -> QuerySet[Plan]:
    """Plans that one sees of the schools that take part this year."""
    part = Participation.objects.visible_to(user).active().in_year(year).order_by().values("school")
    return Plan.objects.visible_to(user).filter(school__in=part)


def _calendars(plans: QuerySet[Plan]) -> dict[int | None, TermCalendar]:
    hubs = set(plans.order_by().values_list("school__hub", flat=True).distinct())
    own = calendars_of(hub for hub in hubs if hub)
    return {hub: own.get(hub) or TermCalendar() for hub in hubs}


def unreviewed(user: Any, day: date) -> tuple[QuerySet[Plan], Term | None]:
    """Plans with an aim that nobody judged in the term waited for, and the first of those terms. Two queries, and theirs."""
    plans = lively(user, AcademicYear.of(day).start)
    hubs: dict[TermKey, list[int | None]] = defaultdict(list)
    terms: dict[TermKey, Term] = {}
    for hub, calendar in _calendars(plans).items():
        term = awaited(calendar, day)
        if term is not None:
            hubs[key_of(term)].append(hub)
            terms[key_of(term)] = term
    if not terms:
        return plans.none(), None
    return plans.filter(_any([_unjudged(key) & _of_hubs(found) for key, found in hubs.items()])), min(
        terms.values(), key=lambda term: term.ends
    )


def _unjudged(key: TermKey) -> Q:
    judged = Judgement.objects.filter(aim=OuterRef("pk"), review__academic_year=key.year, review__term=key.name)
    return Q(Exists(Aim.objects.standing().filter(~Exists(judged), plan=OuterRef("pk"))))


def unevaluated(user: Any, day: date) -> tuple[QuerySet[Plan], date | None]:
    """Plans without an evaluation handed in, where the year's is open by now; when it is due. Two queries, and theirs."""
    year = AcademicYear.of(day)
    plans = lively(user, year.start)
    calendars = {hub: one for hub, one in _calendars(plans).items() if day >= evaluation_opens(one, year)}
    if not calendars:
        return plans.none(), None
    told = Evaluation.objects.filter(plan=OuterRef("pk"), academic_year=year.start, handed_in_at__isnull=False)
    due = min(evaluation_due(one, year) for one in calendars.values())
    return plans.filter(~Exists(told), _of_hubs(list(calendars))), due


def _of_hubs(hubs: list[int | None]) -> Q:
    found = Q(school__hub__in=[hub for hub in hubs if hub])
    return found | Q(school__hub__isnull=True) if None in hubs else found


def _any(conditions: list[Q]) -> Q:
    found = Q()
    for one in conditions:
        found |= one
    return found
