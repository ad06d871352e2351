"""Sessions held and expected so far: term time alone, the hub's own terms, and the board's column, filter and order."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from devplans.querysets import days_given
from schools.actions import withdraw_participation
from schools.models import Participation, TermDates
from specialists.models import Assignment
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear
from sustaining.desk.board_rows import board_queryset, fetch_board_rows, filter_board
from sustaining.desk.cadence import sessions_expected
from tests.conftest import TODAY
from tests.devplans.test_sessions import log

pytestmark = pytest.mark.django_db
YEAR = AcademicYear(2026)
LAST_DAY = date(2027, 8, 31)


@pytest.fixture
def since_september(cast):
    """Enrol the school on the first day of the year, with three days: six sessions."""
    Participation.objects.filter(pk=cast.participation.pk).update(
        enrolled_at=datetime(2026, 9, 1, 9, tzinfo=TODAY.tzinfo)
    )
    return cast


def expected(cast, day: date) -> int | None:
    rows = Participation.objects.filter(pk=cast.participation.pk).annotate(given=days_given("pk"))
    return rows.annotate(expected=sessions_expected(YEAR, day)).values_list("expected", flat=True).get()


def test_six_sessions_are_expected_over_the_year_of_three_days(since_september):
    assert [expected(since_september, day) for day in (date(2026, 9, 1), LAST_DAY)] == [0, 6]
    numbers = [expected(since_september, date(2026, 9, 1) + timedelta(days=days)) for days in range(0, 365, 7)]
    assert numbers == sorted(numbers)


def test_nothing_more_is_expected_in_the_holidays(since_september):
    days = (date(2026, 12, 23), date(2027, 1, 1), date(2027, 7, 25), LAST_DAY)
    christmas, new_year, summer, last = (expected(since_september, day) for day in days)
    assert (christmas, summer) == (new_year, last)


def test_own_terms_of_the_hub_count(since_september):
    before = expected(since_september, date(2026, 12, 1))
    TermDates.objects.create(
        hub=since_september.hub, academic_year=2026, name="autumn", starts_on=date(2026, 11, 30),
        break_starts_on=date(2026, 12, 2), break_ends_on=date(2026, 12, 3), ends_on=date(2026, 12, 18),
    )  # fmt: skip
    assert expected(since_september, date(2026, 12, 1)) < before


def test_school_enrolled_late_starts_from_its_enrolment(since_september):
    assert expected(since_september, date(2027, 2, 1)) > 1
    Participation.objects.update(enrolled_at=datetime(2027, 1, 29, 9, tzinfo=TODAY.tzinfo))
    assert (expected(since_september, date(2027, 2, 1)), expected(since_september, LAST_DAY)) == (0, 6)


def test_days_of_the_project_count_while_no_specialist_is_assigned(since_september):
    Assignment.objects.filter(participation=since_september.participation).update(ends_on=today())
    assert expected(since_september, LAST_DAY) == 6


def test_nothing_is_expected_of_a_school_that_withdrew(cast, now):
    withdraw_participation(cast.participation, reason="Left.", by=cast.lead, now=now)
    assert expected(cast, LAST_DAY) is None


def test_board_shows_filters_sorts_and_exports_the_cadence(since_september, now, client_of):
    cast = since_september
    Assignment.objects.filter(participation=cast.participation).update(days=9)
    log(cast, now)
    log(cast, now, specialist=None)
    (row,) = [row for row in fetch_board_rows(board_queryset(cast.lead, YEAR.start)) if row.urn == cast.school.urn]
    assert (row.sessions_held, row.sessions_expected) == (1, expected(cast, today()))
    page = client_of(cast.lead).get(reverse("desk:board"), {"behind": "on", "sort": "cadence", "show": "cadence"})
    page = page.content.decode()
    assert f"{row.sessions_expected} expected so far" in " ".join(page.split())
    assert "Fewer sessions than expected" in page
    csv = client_of(cast.lead).get(reverse("desk:board-csv"), {"show": "cadence"}).content.decode()
    assert "Sessions with the Specialist,Sessions expected so far" in csv
    for _ in range(row.sessions_expected):
        log(cast, now)
    rows = filter_board(board_queryset(cast.lead, YEAR.start), {"behind": True})
    assert cast.participation.pk not in rows.values_list("pk", flat=True)
    assert "Sessions expected" not in client_of(cast.finance).get(reverse("desk:board-csv")).content.decode()
