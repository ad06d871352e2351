"""Which schools have not reviewed or evaluated yet, for those who look after many: by each hub's own terms."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import reduce
from operator import or_
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


class Overdue:
    """What one's schools still owe on a day: reviews of a term, evaluations of the year. Two queries, and those one asks."""

    def __init__(self, user: Any, day: date) -> None:
        self.day, self.year = day, AcademicYear.of(day)
        part = Participation.objects.visible_to(user).active().in_year(self.year.start).order_by()
        hubs = set(part.values_list("school__hub", flat=True).distinct())
        own = calendars_of(hub for hub in hubs if hub)
        self.calendars: dict[int | None, TermCalendar] = {hub: own.get(hub) or TermCalendar() for hub in hubs}
        self.plans: QuerySet[Plan] = Plan.objects.visible_to(user).filter(school__in=part.values("school"))

    def unreviewed(self) -> tuple[QuerySet[Plan], Term | None]:
        """Plans with an aim that nobody judged in the term waited for, and the first of those terms."""
        hubs: dict[TermKey, list[int | None]] = defaultdict(list)
        terms: dict[TermKey, Term] = {}
        for hub, calendar in self.calendars.items():
            term = awaited(calendar, self.day)
            if term is not None:
                hubs[key_of(term)].append(hub)
                terms[key_of(term)] = term
        if not terms:
            return self.plans.none(), None
        waiting = reduce(or_, (_unjudged(key) & _of_hubs(found) for key, found in hubs.items()))
        return self.plans.filter(waiting), min(terms.values(), key=lambda term: term.ends)

    def unevaluated(self) -> tuple[QuerySet[Plan], date | None]:
        """Plans without an evaluation handed in, where the year's is open by now; when it is due."""
        open_now = {hub: one for hub, one in self.calendars.items() if self.day >= evaluation_opens(one, self.year)}
        if not open_now:
            return self.plans.none(), None
        told = Evaluation.objects.filter(plan=OuterRef("pk"), academic_year=self.year.start, handed_in_at__isnull=False)
        due = min(evaluation_due(one, self.year) for one in open_now.values())
        return self.plans.filter(~Exists(told), _of_hubs(list(open_now))), due


def _unjudged(key: TermKey) -> Q:
    judged = Judgement.objects.filter(aim=OuterRef("pk"), review__academic_year=key.year, review__term=key.name)
    return Q(Exists(Aim.objects.standing().filter(~Exists(judged), plan=OuterRef("pk"))))


def _of_hubs(hubs: list[int | None]) -> Q:
    found = Q(school__hub__in=[hub for hub in hubs if hub])
    return found | Q(school__hub__isnull=True) if None in hubs else found
