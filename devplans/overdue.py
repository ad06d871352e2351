"""Find schools that have not reviewed or evaluated yet, by their hubs' own terms."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import Participation
from schools.terms import Term, TermCalendar, get_calendars
from sustaining.common.years import AcademicYear

from .models import Aim, Evaluation, Judgement, Plan
from .review_terms import TermKey, evaluation_due, evaluation_opens, is_due, term_before, term_key

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def expected_review_term(calendar: TermCalendar, day: date) -> Term | None:
    """Return the term whose reviews are expected: from two weeks before its end to half-term of the next, or None."""
    latest = calendar.term_upto(day)
    if is_due(latest, day):
        return latest
    return term_before(calendar, latest) if day < latest.break_starts else None


class Overdue:
    """The reviews and evaluations that the schools of a user still owe on a day.

    Two queries for the calendars, and one for each queryset that is evaluated.
    """

    def __init__(self, user: User, day: date) -> None:
        self.day, self.year = day, AcademicYear.of(day)
        part = Participation.objects.visible_to(user).active().in_year(self.year.start).order_by()
        hubs = set(part.values_list("school__hub", flat=True).distinct())
        own = get_calendars(hub for hub in hubs if hub)
        self.calendars: dict[int | None, TermCalendar] = {hub: own.get(hub) or TermCalendar() for hub in hubs}
        self.plans: QuerySet[Plan] = Plan.objects.visible_to(user).filter(school__in=part.values("school"))

    def unreviewed(self) -> tuple[QuerySet[Plan], Term | None]:
        """Return the plans with an unjudged aim in the expected term, and the earliest of those terms."""
        hubs: dict[TermKey, list[int | None]] = defaultdict(list)
        terms: dict[TermKey, Term] = {}
        for hub, calendar in self.calendars.items():
            term = expected_review_term(calendar, self.day)
            if term is not None:
                hubs[term_key(term)].append(hub)
                terms[term_key(term)] = term
        if not terms:
            return self.plans.none(), None
        waiting = reduce(or_, (_unjudged(key) & _in_hubs(hub_ids) for key, hub_ids in hubs.items()))
        return self.plans.filter(waiting), min(terms.values(), key=lambda term: term.ends)

    def unevaluated(self) -> tuple[QuerySet[Plan], date | None]:
        """Return the plans without a submitted evaluation in a year that is open for it, and the due date."""
        open_now = {
            hub: calendar
            for hub, calendar in self.calendars.items()
            if self.day >= evaluation_opens(calendar, self.year)
        }
        if not open_now:
            return self.plans.none(), None
        handed_in = Evaluation.objects.filter(
            plan=OuterRef("pk"), academic_year=self.year.start, handed_in_at__isnull=False
        )
        due = min(evaluation_due(calendar, self.year) for calendar in open_now.values())
        return self.plans.filter(~Exists(handed_in), _in_hubs(list(open_now))), due


def _unjudged(key: TermKey) -> Q:
    judged = Judgement.objects.filter(aim=OuterRef("pk"), review__academic_year=key.year, review__term=key.name)
    return Q(Exists(Aim.objects.in_plan().filter(~Exists(judged), plan=OuterRef("pk"))))


def _in_hubs(hubs: list[int | None]) -> Q:
    condition = Q(school__hub__in=[hub for hub in hubs if hub])
    return condition | Q(school__hub__isnull=True) if None in hubs else condition
