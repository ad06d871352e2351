"""Facts about a school's year that the site knows by itself, such as *the development plan is agreed*, with their day.

The app that owns facts declares them with `year_facts.provide`; `sustaining/casework` lets hubs use them as the proof of
steps of their checklist. A fact is an expression on Participation, so that the facts of any number of schools are one query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import DateField, F, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from sustaining.common.extensions import ExtensionPoint
from sustaining.common.years import AcademicYear

EVERY_SCHOOL = Q()


@dataclass(frozen=True, kw_only=True)
class YearFact:
    """A fact about a school's year.

    `proved_on(year)` returns an expression on Participation for the day since which the fact is so; NULL while it is not.
    `applies` is a condition on Participation: a school of a project without Work Groups joins none. `page` names the page
    where somebody makes it so, whose address takes the school's URN; empty where there is none.
    """

    name: str
    label: str
    proved_on: Callable[[AcademicYear], Any]
    applies: Q = EVERY_SCHOOL
    page: str = ""


year_facts: ExtensionPoint[Iterable[YearFact]] = ExtensionPoint(
    "schools.year_facts", "what the site knows of a school’s year by itself, as the proof of a step of a checklist"
)


class YearFacts(Mapping[str, YearFact]):
    """The facts by name, in the order of their apps."""

    @cached_property
    def _facts(self) -> dict[str, YearFact]:
        return {fact.name: fact for facts in year_facts.collect() for fact in facts}

    def __getitem__(self, name: str) -> YearFact:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


FACTS = YearFacts()


def first_day(rows: QuerySet, day: str, *, number: int = 1) -> Subquery:
    """Return the day of the first of `rows`, a queryset that refers to a participation by OuterRef; NULL without one.

    `day` is a field with a date, or with a moment, whose day in London counts. With `number`, the day of that row: the
    third session, for example.
    """
    ordered = rows.annotate(proved_day=TruncDate(day) if day.endswith("_at") else F(day))
    days = ordered.order_by("proved_day", "pk").values("proved_day")
    return Subquery(days[number - 1 : number], output_field=DateField())
