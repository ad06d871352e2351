"""Find schools that have not reviewed or evaluated yet, by their hubs' own terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import Participation, TermDates
from schools.terms import Term, TermCalendar, group_calendars
from sustaining.common.gathering import gather_once
from sustaining.common.years import AcademicYear

from .models import Aim, Evaluation, Judgement, Plan
from .review_terms import TermKey, evaluation_due, evaluation_opens, is_due, term_before, term_key

if TYPE_CHECKING:
    from sustaining.common.people import Reader


def expected_review_term(calendar: TermCalendar, day: date) -> Term | None:
    """Return the term whose reviews are expected: from two weeks before its end to half-term of the next, or None."""
    latest = calendar.term_upto(day)
    if is_due(latest, day):
        return latest
    return term_before(calendar, latest) if day < latest.break_starts else None


def _taking_part(user: Reader, *starts: int) -> QuerySet[Participation]:
    return Participation.objects.visible_to(user).active().in_years(starts).order_by()


def hubs_with_terms(user: Reader, day: date) -> tuple[QuerySet[Any], QuerySet[TermDates]]:
    """Return the keys of the hubs whose schools take part in the year of a day or in the last, and their term dates."""
    year = AcademicYear.of(day).start
    hubs = _taking_part(user, year, year - 1).values_list("hub").distinct()
    return hubs, TermDates.objects.filter(hub__in=hubs)


class Overdue:
    """The reviews and evaluations that the schools of a user still owe on a day, of this year and of the last.

    Those of last year stay until they are done or the hub closes the year. One query for the calendars of
    `hubs_with_terms`, unless they are given, and one for each queryset that is evaluated.
    """

    def __init__(self, user: Reader, day: date, calendars: Mapping[int, TermCalendar] | None = None) -> None:
        self.day, self.year, self.user = day, AcademicYear.of(day), user
        if calendars is None:
            hubs, terms = hubs_with_terms(user, day)
            rows = gather_once(hubs=hubs, terms=terms)
            calendars = group_calendars([hub for (hub,) in rows["hubs"]], rows["terms"])
        self.calendars = calendars

    def _schools(self, start: int, hubs: list[int]) -> Q:
        return Q(school__in=_taking_part(self.user, start).filter(hub__in=hubs).values("school"))

    def unreviewed(self) -> tuple[QuerySet[Plan], Term | None]:
        """Return the plans with an unjudged aim in the expected term, and the earliest of those terms."""
        hubs: dict[TermKey, list[int]] = defaultdict(list)
        terms: dict[TermKey, Term] = {}
        for hub, calendar in self.calendars.items():
            term = expected_review_term(calendar, self.day)
            if term is not None:
                hubs[term_key(term)].append(hub)
                terms[term_key(term)] = term
        plans = Plan.objects.visible_to(self.user)
        if not terms:
            return plans.none(), None
        conditions = (self._schools(key.year, hub_ids) & _unjudged(key) for key, hub_ids in hubs.items())
        return plans.filter(reduce(or_, conditions)), min(terms.values(), key=lambda term: term.ends)

    def unevaluated(self) -> Iterator[tuple[AcademicYear, QuerySet[Plan], date]]:
        """Yield, for last year and this one, the plans without a submitted evaluation, and the day when it is due.

        A year comes only once its evaluation is open.
        """
        for year in (AcademicYear(self.year.start - 1), self.year):
            open_now = {
                hub: calendar
                for hub, calendar in self.calendars.items()
                if self.day >= evaluation_opens(calendar, year)
            }
            if open_now:
                handed_in = Evaluation.objects.filter(
                    plan=OuterRef("pk"), academic_year=year.start, handed_in_at__isnull=False
                )
                plans = Plan.objects.visible_to(self.user).filter(self._schools(year.start, list(open_now)))
                due = min(evaluation_due(calendar, year) for calendar in open_now.values())
                yield year, plans.filter(~Exists(handed_in)), due


def _unjudged(key: TermKey) -> Q:
    judged = Judgement.objects.filter(aim=OuterRef("pk"), review__academic_year=key.year, review__term=key.name)
    return Q(Exists(Aim.objects.in_plan().filter(~Exists(judged), plan=OuterRef("pk"))))
