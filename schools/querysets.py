"""Querysets of hubs, schools, people and participations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, DateField, F, Func, IntegerField, Q, TextField, When
from django.utils.text import Truncator

from sustaining.common.clock import today
from sustaining.common.search import prefix_query, search_terms
from sustaining.common.telephone import format_telephone, parse_telephone
from sustaining.common.typed_text import sort_key
from sustaining.common.years import AcademicYear

from .choices import IN_PROGRESS, NEVER_TOOK_PART, NOT_TAKING_PART, ParticipationState, Stage, focus_choices
from .roles import SCHOOL_MEMBERS, Role
from .scope import ScopedQuerySet, reachable_schools

if TYPE_CHECKING:
    from sustaining.common.people import Reader

MOST_COUNTED = 1_000


def current(on: date, prefix: str = "") -> Q:
    """Return a condition for rows that are current on a day by `starts_on` and `ends_on`; no end means open."""
    ends = Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    return Q(**{f"{prefix}starts_on__lte": on}) & ends


def is_open_year(on: date) -> Q:
    """Return a condition on Participation: its academic year is not over on a day, or it is not closed yet.

    A year that its school has not confirmed, or has declined, is not open: the school never took part in it.
    """
    is_open = Q(project__academic_year__gte=AcademicYear.of(on).start) | Q(state__in=IN_PROGRESS)
    return is_open & ~Q(state__in=NEVER_TOOK_PART)


class DatedQuerySet(ScopedQuerySet):
    """Queries on rows with a first and a last day."""

    def current(self, on: date) -> DatedQuerySet:
        """Return the rows that are current on a day."""
        return self.filter(current(on))

    def during(self, since: date, until: date) -> DatedQuerySet:
        """Return the rows that are current on any day from `since` to `until`."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=since), starts_on__lte=until)


class SchoolQuerySet(ScopedQuerySet):
    """Queries on the register."""

    def matching(self, text: str) -> SchoolQuerySet:
        """Return schools that match every word of `text` in name, town, postcode or URN, from the word's beginning.

        A whole telephone number finds its school. If there are none, parts inside the name count too (`chester` in Manchester).
        """
        matches = self.matching_words(text)
        if parse_telephone(text) or prefix_query(text) is None:
            return matches
        # Counted up to a bound: asked for one row alone, PostgreSQL reads the whole register instead of the index.
        return matches if matches.order_by()[:MOST_COUNTED].count() else self._matching_inside(text)

    def matching_words(self, text: str) -> SchoolQuerySet:
        """Return those of `matching` that match from the beginnings of words, or by a whole telephone number."""
        if digits := parse_telephone(text):
            return self.filter(telephone__in=(digits, format_telephone(digits)))
        query = prefix_query(text)
        if query is None:
            return self if not text.strip() else self.none()
        return self.filter(found_by=query)

    def matching_inside(self, text: str) -> SchoolQuerySet:
        """Return those of `matching` by parts inside the name: none where others match, which the database finds out."""
        if parse_telephone(text) or prefix_query(text) is None:
            return self.none()
        others = ArraySubquery(self.matching_words(text).order_by().values("pk")[:MOST_COUNTED])
        number = Func(others, function="cardinality", output_field=IntegerField())
        return self._matching_inside(text).alias(others=number).filter(others=0)

    def _matching_inside(self, text: str) -> SchoolQuerySet:
        return self.filter(*(Q(sort_name__contains=sort_key(part)) for part in search_terms(text)))

    def open_to_enrol(self) -> SchoolQuerySet:
        """Return schools that are open, or about to close."""
        return self.filter(status__startswith="Open")


class ParticipationQuerySet(ScopedQuerySet):
    """Queries on participations."""

    def active(self) -> ParticipationQuerySet:
        """Return participations that are active now."""
        return self.filter(state=ParticipationState.ACTIVE)

    def in_progress(self) -> ParticipationQuerySet:
        """Return participations that are active or paused: their year is neither completed nor ended otherwise."""
        return self.filter(state__in=IN_PROGRESS)

    def in_year(self, start: int) -> ParticipationQuerySet:
        """Return participations of the academic year that starts in `start`, for figures.

        Without those entered by mistake, and without years that their school has not confirmed or has declined.
        """
        return self.in_years([start])

    def in_years(self, starts: Iterable[int]) -> ParticipationQuerySet:
        """Return the participations of several academic years, for figures."""
        years = self.filter(project__academic_year__in=list(starts), entered_by_mistake=False)
        return years.exclude(state__in=NEVER_TOOK_PART)

    def listed_in_year(self, start: int) -> ParticipationQuerySet:
        """Return what a list of the academic year shows: `in_year`, and years that are proposed or were declined."""
        return self.filter(project__academic_year=start, entered_by_mistake=False)

    def counted(self) -> ParticipationQuerySet:
        """Return the participations that figures count: not entered by mistake, and begun.

        One that was withdrawn on the day of its enrolment, or before its academic year, never began.
        """
        first_day = Func(F("project__academic_year"), 9, 1, function="make_date", output_field=DateField())
        ended_at_once = Q(ended_on__lte=F("enrolled_at__date")) | Q(ended_on__lt=first_day)
        never_began = Q(state=ParticipationState.WITHDRAWN) & ended_at_once
        return self.filter(entered_by_mistake=False).exclude(state__in=NEVER_TOOK_PART).exclude(never_began)

    def took_part(self) -> ParticipationQuerySet:
        """Return the participations that are active, paused or completed: what a number of schools counts."""
        return self.filter(entered_by_mistake=False).exclude(state__in=NOT_TAKING_PART)


class HubQuerySet(models.QuerySet):
    """Queries on hubs."""

    def visible_to(self, user: Reader) -> HubQuerySet:
        """Return the hubs that the user works for, those merged into them, and those of their schools.

        All for programme administrators.
        """
        if user.is_active and user.is_superuser:
            return self.all()
        reached = reachable_schools(user, SCHOOL_MEMBERS | {Role.SPECIALIST})
        hubs = self.model._base_manager
        worked_for = hubs.filter(current(today(), "staff__"), staff__user=user.pk).order_by().values("pk")
        of_schools = hubs.filter(schools__in=reached).values("pk")
        return self.filter(Q(pk__in=worked_for) | Q(merged_into__in=worked_for) | Q(pk__in=of_schools))

    def at_work(self) -> HubQuerySet:
        """Return the hubs that have not been merged into another one."""
        return self.filter(merged_into=None)

    def at_work_first(self) -> HubQuerySet:
        """Order by name, with the hubs that were merged into another one at the end."""
        return self.order_by(F("merged_into").asc(nulls_first=True), "sort_name")


class PublicQuerySet(models.QuerySet):
    """Rows that anyone may read: they hold nothing about a school or a person."""

    def visible_to(self, user: Reader) -> Self:
        """Return all rows."""
        return self.all()


class AdministratorsQuerySet(models.QuerySet):
    """Rows that only programme administrators may read."""

    def visible_to(self, user: Reader) -> AdministratorsQuerySet:
        """Return all rows for programme administrators, none for others."""
        return self.all() if user.is_active and user.is_superuser else self.none()


FOCUS_LENGTH = 70
"""The most characters of a focus in a list to choose from."""


Choices = list[tuple[Any, str]]


def _years(this_year: int, starts: Iterable[int]) -> Choices:
    return [(start, str(AcademicYear(start))) for start in sorted({this_year, *starts}, reverse=True)]


class FocusTitle(Func):
    """The text of a focus, from the project's foci and a letter: `FocusTitle("project__foci", "focus")`."""

    template = "COALESCE((%(expressions)s) - 96], '')"
    arg_joiner = ")[ascii("  # the letter is the place in the array: a is 97
    arity = 2
    output_field = TextField()


class ProjectQuerySet(PublicQuerySet):
    """Queries on projects."""

    def year_choices(self, this_year: int) -> list[tuple[int, str]]:
        """Return the years that have projects, and this one, as choices for a form, newest first. One query."""
        return _years(this_year, self.order_by().values_list("academic_year", flat=True).distinct())

    def filter_choices(self, this_year: int, year: int) -> tuple[Choices, Choices]:
        """Return the years that have projects, as `year_choices`, and the foci of those of `year`. One query.

        Where two projects have different texts under one letter, the choice names both.
        """
        return group_filter_choices(
            self.order_by("stage", "code").values_list("academic_year", "foci"), this_year, year
        )

    def joinable(self, day: date) -> ProjectQuerySet:
        """Return the projects of this year and the next that are not over on a day."""
        start = AcademicYear.of(day).start
        return self.filter(academic_year__in=(start, start + 1)).exclude(ends_on__lt=day)

    def for_choice(self, this_year: int) -> ProjectQuerySet:
        """Order projects for a form: this year's Sustaining, this year's others, then other years, newest first."""
        rank = Case(
            When(academic_year=this_year, stage=Stage.SUSTAINING, then=0),
            When(academic_year=this_year, then=1),
            default=2,
        )
        return self.order_by(rank, "-academic_year", "code")


def group_filter_choices(
    projects: Iterable[tuple[int, Sequence[str]]], this_year: int, year: int
) -> tuple[Choices, Choices]:
    """Return the choices of `filter_choices` from the years and the foci of projects. No query of its own."""
    rows = list(projects)
    texts: dict[str, list[str]] = {}
    for letter, text in (choice for start, foci in rows if start == year for choice in focus_choices(foci)):
        texts.setdefault(letter, []).append(text)
    foci_of_year = [
        (letter, Truncator(" or ".join(dict.fromkeys(names))).chars(FOCUS_LENGTH))
        for letter, names in sorted(texts.items())
    ]
    return _years(this_year, (start for start, _ in rows)), [("", "Any focus"), *foci_of_year]
