"""The statement of a report: PostgreSQL adds up, so its rows are as many for a hub as for the programme."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devplans.actions.sessions import confirm_session
from devplans.choices import SessionState
from devplans.models import Session
from devplans.querysets import HAPPENED
from devplans.session_kinds import SessionKind
from schools.choices import TermName
from schools.models import Hub, Participation, SchoolContact, TermDates
from schools.roles import Role
from schools.terms import get_calendars, usual_terms
from sustaining.common.typed_text import sort_key
from sustaining.common.years import AcademicYear
from sustaining.reports.colleagues import Line, count_colleagues
from sustaining.reports.filters import ReportFilter
from sustaining.reports.selectors import report_context
from tests.cast import Cast, enrol_again, enrol_another
from tests.devplans.test_sessions import log
from tests.factories.busy_hub import BusyHub
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db
NAMES = ("Jo Brown", "jo brown", "Zoë Lee", "Zoe  Lee", "Sam O’Neill", "Sam O'Neill", "J. Brown")


class Fetched:
    """Counts the statements, and the rows that they return."""

    def __init__(self) -> None:
        self.queries, self.rows = 0, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        self.queries += 1
        self.rows += max(context["cursor"].rowcount, 0)
        return answer


def fetch(client: Any, address: str) -> tuple[int, int]:
    client.get(address)
    fetched = Fetched()
    with connection.execute_wrapper(fetched):
        assert client.get(address).status_code == 200
    return fetched.queries, fetched.rows


@at_two_sizes
@pytest.mark.parametrize(("who", "most"), [("admin", 8), ("lead", 9)])
def test_report_fetches_as_many_rows_for_few_schools_and_sessions_as_for_many(cast, now, client_of, sizes, who, most):
    hub, counts, client = BusyHub(cast, now), {}, client_of(getattr(cast, who))
    for number in sizes:
        hub.grow(number)
        Session.objects.update(colleagues=2)
        counts[number] = fetch(client, reverse("reports:report"))
    assert Session.objects.filter(state=SessionState.HELD).count() >= sizes[1]
    assert len(set(counts.values())) == 1, counts
    assert counts[sizes[0]][0] <= most


@at_two_sizes
def test_hubs_side_by_side_fetch_as_many_rows_for_few_schools_as_for_many(cast, now, client_of, sizes):
    hub, counts, client = BusyHub(cast, now), {}, client_of(cast.admin)
    for number in sizes:
        hub.grow(number)
        counts[number] = fetch(client, reverse("reports:hubs"))
    assert len(set(counts.values())) == 1, counts
    assert counts[sizes[0]][0] <= 9


@pytest.fixture
def years(cast, now) -> list[Participation]:
    """Two years of one school, one of another, and one at another hub."""
    again = enrol_again(cast, now, year=cast.project.academic_year, number=15)
    return [cast.participation, again, enrol_another(cast, 940_001, "Second School", now), cast.other.participation]


@dataclass(frozen=True)
class Visit:
    """A session in a test: of which school's year, on which day of the year, and the colleagues in it."""

    place: int
    kind: str
    day: int
    names: list[str]
    unnamed: int
    state: str


visits = st.builds(
    Visit,
    st.integers(0, 3),
    st.sampled_from(SessionKind.values),
    st.integers(0, 364),
    st.lists(st.sampled_from(NAMES), unique=True, max_size=4),
    st.integers(0, 3),
    st.sampled_from(SessionState.values),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(visits, max_size=8), st.none() | st.integers(-20, 40))
def test_colleagues_of_any_sessions_equal_those_counted_one_by_one(cast, now, years, visits, days_later):
    year = AcademicYear.of(now.date())
    set_own_terms(cast.hub, year, days_later)
    Session.objects.update(colleagues=0, colleague_names=[])
    rows = Session.objects.bulk_create(new_session(cast, years[visit.place], year, visit, now) for visit in visits)
    for user, hub in ((cast.admin, None), (cast.admin, cast.hub), (cast.lead, cast.hub)):
        shown = count_colleagues(ReportFilter(user, year, now.date(), hub))
        numbers = (shown.people, shown.attendances, as_dict(shown.kinds), as_dict(shown.terms))
        assert numbers == counted_one_by_one(rows, hub)


def set_own_terms(hub: Hub, year: AcademicYear, days_later: int | None) -> None:
    """Give a hub terms of its own, so many days later than usual; none with None."""
    TermDates.objects.all().delete()
    if days_later is not None:
        TermDates.objects.create(
            hub=hub, academic_year=year.start, name=TermName.SPRING,
            **{
                field: getattr(usual_terms(year)[1], name) + timedelta(days=days_later)
                for field, name in (
                    ("starts_on", "starts"), ("break_starts_on", "break_starts"), ("break_ends_on", "break_ends"),
                    ("ends_on", "ends"),
                )
            },
        )  # fmt: skip


def new_session(cast: Cast, participation: Participation, year: AcademicYear, visit: Visit, now: datetime) -> Session:
    return Session(
        participation=participation, kind=visit.kind, held_on=year.starts + timedelta(days=visit.day), length=Decimal(1),
        state=visit.state, colleagues=len(visit.names) + visit.unnamed, colleague_names=visit.names, client_key=uuid4(),
        logged_by=cast.lead, logged_at=now, confirmed_by=cast.lead, confirmed_at=now, cancelled_by=cast.lead,
        cancelled_at=now,
    )  # fmt: skip


def counted_one_by_one(rows: list[Session], hub: Hub | None) -> tuple[Any, ...]:
    """Return people, attendances, both by kind and both by term, without SQL."""
    counted = [
        row for row in rows
        if row.state in HAPPENED and row.colleagues and (hub is None or row.participation.hub_id == hub.pk)
    ]  # fmt: skip
    calendars = get_calendars({row.participation.hub_id for row in counted})
    terms = {id(row): calendars[row.participation.hub_id].term_upto(row.held_on).name.label for row in counted}
    by_kind = {kind.label: people_in([row for row in counted if row.kind == kind]) for kind in SessionKind}
    by_term = {term: people_in([row for row in counted if terms[id(row)] == term]) for term in TermName.labels}
    return (
        *people_in(counted),
        *({name: pair for name, pair in part.items() if any(pair)} for part in (by_kind, by_term)),
    )


def people_in(rows: list[Session]) -> tuple[int, int]:
    names: dict[int, set[str]] = defaultdict(set)
    unnamed: dict[int, int] = defaultdict(int)
    for row in rows:
        school, keys = row.participation.school_id, set(map(sort_key, row.colleague_names))
        names[school] |= keys
        unnamed[school] = max(unnamed[school], row.colleagues - len(keys))
    return sum(map(len, names.values())) + sum(unnamed.values()), sum(row.colleagues for row in rows)


def as_dict(lines: list[Line]) -> dict[str, tuple[int, int]]:
    return {line.label: (line.people, line.attendances) for line in lines if line.attendances}


def test_finance_contact_of_another_hubs_school_reads_its_days_and_money_but_no_sessions(cast, now):
    """A lead who is a finance contact elsewhere sees of that school what finance contacts see."""
    confirm_session(log(cast.other, now, colleagues=2), by=cast.other.specialist, now=now)
    year = AcademicYear.of(now.date())
    SchoolContact.objects.create(
        school=cast.other.school, user=cast.lead, role=Role.FINANCE, starts_on=now.date() - timedelta(days=1)
    )
    shown = report_context(ReportFilter(cast.lead, year, now.date(), cast.other.hub))
    assert (shown["days"]["used"], shown["months"].total, shown["colleagues"].attendances) == (Decimal("0.5"), 0, 0)
    assert shown["money"]["amount"] > 0
