"""Find schools that have not reviewed or evaluated yet, by their hubs' own terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import Participation, TermDates
from schools.terms import Term, TermCalendar, group_calendars
from schools.viewer import as_viewer
from sustaining.common.gathering import gather, gather_once
from sustaining.common.slots import keys_slot, slot
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
    `hubs_with_terms`, unless they are given.
    """

    def __init__(self, user: Reader, day: date, calendars: Mapping[int, TermCalendar] | None = None) -> None:
        self.day, self.year, self.user = day, AcademicYear.of(day), user
        if calendars is None:
            hubs, terms = hubs_with_terms(user, day)
            rows = gather_once(hubs=hubs, terms=terms)
            calendars = group_calendars([hub for (hub,) in rows["hubs"]], rows["terms"])
        self.calendars = calendars

    def unreviewed(self) -> tuple[QuerySet[Plan], Term | None]:
        """Return the plans with an unjudged aim in the expected term, and the earliest of those terms."""
        hubs, term = self.to_review
        return unreviewed_plans(self.user, hubs), term

    @cached_property
    def to_review(self) -> tuple[dict[TermKey, list[int]], Term | None]:
        """Return the hubs of each term whose reviews are expected, and the earliest of those terms. No query."""
        hubs: dict[TermKey, list[int]] = defaultdict(list)
        terms: dict[TermKey, Term] = {}
        for hub, calendar in self.calendars.items():
            term = expected_review_term(calendar, self.day)
            if term is not None:
                hubs[term_key(term)].append(hub)
                terms[term_key(term)] = term
        return dict(sorted(hubs.items())), min(terms.values(), key=lambda term: term.ends, default=None)

    @cached_property
    def to_evaluate(self) -> dict[AcademicYear, tuple[list[int], date]]:
        """Return, for last year and this one, the hubs where its evaluation is open, and the day when it is due. No query."""
        years = {}
        for year in (AcademicYear(self.year.start - 1), self.year):
            calendars = {
                hub: calendar
                for hub, calendar in self.calendars.items()
                if self.day >= evaluation_opens(calendar, year)
            }
            if calendars:
                years[year] = ([*calendars], min(evaluation_due(calendar, year) for calendar in calendars.values()))
        return years

    def fetch_schools(self) -> tuple[list[int], dict[AcademicYear, list[int]]]:
        """Return the schools that have not reviewed in the expected terms, and those that have not evaluated each year.

        One query; none while nothing is expected of anybody.
        """
        to_review, _ = self.to_review
        to_evaluate = self.to_evaluate
        if not to_review and not to_evaluate:
            return [], {}
        lists = [*to_review.values(), *(hubs for hubs, _ in to_evaluate.values())]
        keys = {slot(number): hubs for number, hubs in enumerate(lists, 1)}
        schools = gather(_compose_plans, as_viewer(self.user), keys, tuple(to_review), tuple(to_evaluate))
        late = {year: [school for (school,) in schools[str(year)]] for year in to_evaluate}
        return [school for (school,) in schools["unreviewed"]], late


def _compose_plans(scope: Any, terms: tuple[TermKey, ...], years: tuple[AcademicYear, ...]) -> dict[str, QuerySet[Any]]:
    """Return the schools of `Overdue.fetch_schools`. The hubs of each term, then of each year, take the places of slots."""
    places = [keys_slot(number) for number in range(1, len(terms) + len(years) + 1)]
    unreviewed = unreviewed_plans(scope, dict(zip(terms, places, strict=False)))
    late = {
        str(year): unevaluated_plans(scope, year, hubs) for year, hubs in zip(years, places[len(terms) :], strict=True)
    }
    return {name: plans.order_by().values_list("school") for name, plans in {"unreviewed": unreviewed, **late}.items()}


def unreviewed_plans(user: Reader, hubs: Mapping[TermKey, Any]) -> QuerySet[Plan]:
    """Return the plans with an unjudged aim in a term, for the terms of the schools of some hubs."""
    plans = Plan.objects.visible_to(user)
    if not hubs:
        return plans.none()
    conditions = (_schools_taking_part(user, key.year, those) & _unjudged(key) for key, those in hubs.items())
    return plans.filter(reduce(or_, conditions))


def unevaluated_plans(user: Reader, year: AcademicYear, hubs: Any) -> QuerySet[Plan]:
    """Return the plans of the schools of some hubs without a submitted evaluation of a year."""
    handed_in = Evaluation.objects.filter(plan=OuterRef("pk"), academic_year=year.start, handed_in_at__isnull=False)
    return Plan.objects.visible_to(user).filter(_schools_taking_part(user, year.start, hubs)).filter(~Exists(handed_in))


def _schools_taking_part(user: Reader, start: int, hubs: Any) -> Q:
    return Q(school__in=_taking_part(user, start).filter(hub__in=hubs).values("school"))


def _unjudged(key: TermKey) -> Q:
    judged = Judgement.objects.filter(aim=OuterRef("pk"), review__academic_year=key.year, review__term=key.name)
    return Q(Exists(Aim.objects.in_plan().filter(~Exists(judged), plan=OuterRef("pk"))))
