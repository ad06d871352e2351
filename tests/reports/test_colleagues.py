"""Colleagues reached: nobody who is named counts twice, by school, kind and term; also after retention."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from devplans.models import Session
from sustaining.common.years import AcademicYear
from sustaining.reports.colleagues import Reached, count_colleagues
from sustaining.reports.filters import ReportFilter
from sustaining.reports.tables import TABLES
from tests.cast import enrol_another
from tests.devplans.test_sessions import log

pytestmark = pytest.mark.django_db
NAMES = ("Jo Brown", "jo brown", "Zoë Lee", "Zoe Lee", "Sam O’Neill", "Sam O'Neill")


def report(user, now, hub=None) -> ReportFilter:
    return ReportFilter(user, AcademicYear.of(now.date()), now.date(), hub=hub)


def logged(house, now, day: date, kind: str, number: int, names: list[str]) -> Session:
    session = log(house, now, colleagues=number)
    values = {"held_on": day, "kind": kind, "colleagues": number, "colleague_names": names}
    values |= {"planned_unit": "sequence" if kind == "joint_planning" else ""}
    Session.objects.filter(pk=session.pk).update(**values)
    return session


@pytest.fixture
def busy(cast, now):
    """Two sessions of one school in autumn, of two kinds, with one person in both, and one at another hub."""
    logged(cast, now, date(2026, 10, 7), "joint_planning", 3, ["Jo Brown", "Sam Lee"])
    logged(cast, now, date(2026, 11, 11), "led_pd", 2, ["jo brown"])
    logged(cast.other, now, date(2026, 11, 12), "led_pd", 4, [])
    return cast


def test_named_colleague_counts_once_and_unnamed_ones_as_if_the_same(busy, now):
    counted = count_colleagues(report(busy.lead, now))
    assert (counted.people, counted.attendances) == (3, 5), "Jo, Sam, and one without a name"
    kinds = {line.label: (line.people, line.attendances) for line in counted.kinds if line.people}
    assert set(kinds.values()) == {(3, 3), (2, 2)}
    assert [(line.label, line.people) for line in counted.terms if line.people] == [("Autumn term", 3)]
    everywhere = count_colleagues(report(busy.admin, now))
    assert (everywhere.people, everywhere.attendances) == (7, 9)


def test_rows_add_up_to_the_figure(busy, now):
    rows = list(TABLES["colleagues"].rows(report(busy.admin, now)))
    assert [row[3:] for row in rows if row[1] == busy.school.urn] == [[2, 3, 5, 2]]
    counted = count_colleagues(report(busy.admin, now))
    assert (sum(row[4] for row in rows), sum(row[5] for row in rows)) == (counted.people, counted.attendances)


def test_report_shows_them_and_auditor_reads_no_name(busy, client_of):
    for person in (busy.lead, busy.auditor):
        page = client_of(person).get("/reports/").content.decode()
        assert "colleagues reached" in page
        assert "By kind of session" in page
        table = client_of(person).get("/reports/colleagues/").content.decode()
        assert "Sam Lee" not in page + table


def test_figures_are_the_same_after_retention(busy, now):
    before = count_colleagues(report(busy.admin, now))
    rows = list(TABLES["colleagues"].rows(report(busy.admin, now)))
    with time_machine.travel(datetime(2033, 11, 24, 10, tzinfo=ZoneInfo("Europe/London")), tick=True):
        call_command("retention", "--apply", verbosity=0)
    names = {name for session in Session.objects.all() for name in session.colleague_names}
    assert names == {"Colleague 1", "Colleague 2"}
    assert count_colleagues(report(busy.admin, now)) == before
    assert list(TABLES["colleagues"].rows(report(busy.admin, now))) == rows


@given(st.lists(st.lists(st.sampled_from(NAMES), unique=True, max_size=4), max_size=5), st.integers(0, 3))
def test_reached_never_exceeds_attendances_nor_falls_below_one_session(sessions, unnamed):
    reached = Reached()
    for names in sessions:
        reached.add(len(names) + unnamed, names)
    assert reached.people <= reached.attendances
    assert reached.people >= max((len(set(map(str.lower, names))) // 2 for names in sessions), default=0)
    assert len(reached.names) <= 3, "accents, capitals and apostrophes make nobody new"


def test_queries_do_not_grow_with_schools(busy, now, django_assert_max_num_queries):
    for number in range(4):
        enrol_another(busy, 940_001 + number, f"School {number}", now)
    with django_assert_max_num_queries(2):
        count_colleagues(report(busy.admin, now))
