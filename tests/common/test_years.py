"""The academic year: 1 September to 31 August."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.urls import get_resolver
from hypothesis import given
from hypothesis import strategies as st

from schools.models import Project
from sustaining.common.years import AcademicYear, year_choices

DAYS = st.dates(date(2000, 9, 1), date(2098, 8, 31))


@pytest.mark.parametrize(
    ("day", "start"),
    [(date(2026, 8, 31), 2025), (date(2026, 9, 1), 2026), (date(2026, 12, 31), 2026), (date(2027, 1, 1), 2026)],
)
def test_year_changes_on_1_september(day, start):
    assert AcademicYear.of(day) == AcademicYear(start)


@given(DAYS)
def test_every_day_is_in_its_own_year_and_in_no_neighbour(day):
    year = AcademicYear.of(day)
    assert day in year
    assert day not in year.next()
    assert day not in AcademicYear(year.start - 1)


@given(st.integers(2000, 2097))
def test_years_follow_each_other_without_a_gap(start):
    year = AcademicYear(start)
    assert year.ends + timedelta(days=1) == year.next().starts
    assert year < year.next()
    assert (year.ends - year.starts).days in (364, 365)


@pytest.mark.parametrize(
    ("start", "written"), [(2024, "2024/25"), (2009, "2009/10"), (2099, "2099/00"), (2008, "2008/09")]
)
def test_year_is_written_with_both_its_calendar_years(start, written):
    assert str(AcademicYear(start)) == written


def test_year_choices_are_newest_first_and_end_where_they_are_told_to():
    assert year_choices(AcademicYear(2026), back=2, ahead=1) == [
        (2027, "2027/28"),
        (2026, "2026/27"),
        (2025, "2025/26"),
        (2024, "2024/25"),
    ]
    assert len(year_choices(AcademicYear(2026))) == 7


def test_filter_of_a_year_takes_its_first_and_last_day(cast):
    year = cast.project.year
    posts = cast.hub.staff.all()
    for day, is_in in ((year.starts, True), (year.ends, True), (year.ends + timedelta(days=1), False)):
        posts.update(starts_on=day)
        assert posts.filter(**year.q("starts_on")).exists() is is_in
    posts.update(starts_on=year.starts - timedelta(days=1))
    assert not posts.filter(**year.q("starts_on")).exists()


def test_project_of_a_year_rolls_forward_to_the_next(cast):
    following = cast.project.rolled_forward()
    assert (following.pk, following.academic_year) == (None, cast.project.academic_year + 1)
    assert following.code != cast.project.code
    assert Project.objects.count() == 1, "it is not saved"


@pytest.mark.parametrize("year", ["1999", "2099", "99999", "999999999999", "0", "abcd"])
@pytest.mark.django_db
def test_address_of_a_year_that_no_date_can_have_is_not_found(year, client, django_user_model):
    django_user_model.objects.create_superuser("ada@demo.example", "x", full_name="Ada")
    client.force_login(django_user_model.objects.get(email="ada@demo.example"))
    for address in (
        "/hub/1/complete/{}/",
        "/hub/1/checklist/{}/",
        "/schools/910003/impact/{}/",
        "/plans/910003/years/{}/",
    ):
        assert client.get(address.format(year)).status_code == 404, address


def year_converters(patterns) -> Iterator[tuple[str, str]]:
    """Yield each address with a year, and how it reads it."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from year_converters(pattern.url_patterns)
            continue
        for name, converter in pattern.pattern.converters.items():
            if name in {"year", "start"}:
                yield str(pattern.pattern), type(converter).__name__


def test_every_address_with_a_year_reads_it_as_one():
    addresses = list(year_converters(get_resolver().url_patterns))
    assert {kind for _, kind in addresses} == {"YearConverter"}, addresses
