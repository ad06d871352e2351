"""Terms: a usual year by our rule, what a hub sets for itself, and how weeks of term are counted."""

from __future__ import annotations

from datetime import date

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from schools.choices import TermName
from schools.models import TermDates
from schools.terms import TermCalendar, get_calendar, get_calendars, get_half_terms, term_on, usual_terms, weeks_of_term
from sustaining.common.years import AcademicYear

YEARS = st.integers(2000, 2090).map(AcademicYear)


@pytest.mark.parametrize(
    ("year", "spring"),
    [  # Easter early, late, and in between: what our rule gives, not compared with any authority’s published dates
        (2023, (date(2024, 1, 8), date(2024, 2, 12), date(2024, 2, 16), date(2024, 3, 28))),
        (2024, (date(2025, 1, 6), date(2025, 2, 17), date(2025, 2, 21), date(2025, 4, 4))),
        (2025, (date(2026, 1, 5), date(2026, 2, 16), date(2026, 2, 20), date(2026, 3, 27))),
    ],
)
def test_usual_terms_spring_ends_around_easter(year, spring):
    term = usual_terms(AcademicYear(year))[1]
    assert (term.starts, term.break_starts, term.break_ends, term.ends) == spring


@given(YEARS)
def test_usual_terms_are_in_order_every_year(year):
    days = [day for term in usual_terms(year) for day in (term.starts, term.break_starts, term.break_ends, term.ends)]
    assert days == sorted(set(days))
    assert all(day in year for day in days)
    assert all(day.weekday() < 5 for day in days)
    assert 170 < sum(term.school_days(term.starts, term.ends) for term in usual_terms(year)) < 205


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_weeks_of_term_add_up(day):
    calendar, first, last = TermCalendar(), date(2019, 9, 1), date(2031, 8, 31)
    weeks = calendar.weeks_of_term(first, last)
    assert calendar.weeks_of_term(first, day) + calendar.weeks_of_term(day, last) == pytest.approx(weeks)


def test_weeks_of_term_leave_out_holidays():
    assert weeks_of_term(None, date(2026, 10, 23), date(2026, 11, 1)) == 0
    assert weeks_of_term(None, date(2026, 10, 23), date(2026, 11, 6)) == 1


def test_term_calendar_describe_names_week_half_term_or_year():
    calendar = TermCalendar()
    assert calendar.describe(date(2026, 11, 24)) == "week 12 of the autumn term, 2026/27"
    assert calendar.describe(date(2026, 10, 28)) == "half term, autumn term, 2026/27"
    assert calendar.describe(date(2026, 8, 3)) == "academic year 2025/26"


def test_term_calendar_uses_the_hubs_own_dates(cast, django_assert_num_queries):
    year = AcademicYear(2026)
    TermDates.objects.create(
        hub=cast.hub,
        academic_year=2026,
        name=TermName.AUTUMN,
        starts_on=date(2026, 8, 27),
        break_starts_on=date(2026, 10, 19),
        break_ends_on=date(2026, 10, 30),
        ends_on=date(2026, 12, 16),
    )
    assert get_calendar(cast.hub).terms(year)[0].starts == date(2026, 8, 27)
    assert term_on(cast.hub, date(2026, 12, 17)) is None
    assert term_on(cast.other.hub, date(2026, 12, 17)) is not None
    assert [half.number for half in get_half_terms(cast.hub, year)] == [1, 2, 3, 4, 5, 6]
    assert str(get_half_terms(cast.hub, year)[1]) == "second half of the autumn term"
    with django_assert_num_queries(1):
        assert get_calendars([cast.hub.pk, cast.other.hub.pk])[cast.other.hub.pk].terms(year) == list(usual_terms(year))


def test_term_dates_out_of_order_are_refused(cast):
    day = date(2026, 9, 2)
    with pytest.raises(IntegrityError, match="term_runs_forward"):
        TermDates.objects.create(
            hub=cast.hub,
            academic_year=2026,
            name=TermName.AUTUMN,
            starts_on=day,
            break_starts_on=day,
            break_ends_on=day,
            ends_on=day,
        )


def own_term(hub, name, starts: date, ends: date, year: int = 2026) -> TermDates:
    middle = starts + (ends - starts) // 2
    return TermDates(
        hub=hub, academic_year=year, name=name, starts_on=starts, break_starts_on=middle, break_ends_on=middle,
        ends_on=ends,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (date(2020, 9, 2), date(2020, 12, 18)), (date(2026, 7, 1), date(2026, 12, 18)),
        (date(2026, 9, 2), date(2027, 9, 1)), (date(2027, 9, 2), date(2027, 12, 18)),
    ],
)  # fmt: skip
def test_term_dates_of_another_year_are_refused(cast, starts, ends):
    term = own_term(cast.hub, TermName.AUTUMN, starts, ends)
    with pytest.raises(ValidationError) as refusal:
        term.full_clean()
    assert "must be in 2026/27 (1 September 2026 to 31 August 2027)." in str(refusal.value)
    with pytest.raises(IntegrityError, match="in the academic year that they are for"):
        term.save()


def test_term_dates_of_another_year_from_before_the_rule_are_left_out(cast):
    with pgtrigger.ignore("schools.TermDates:term_is_in_its_year"):
        own_term(cast.hub, TermName.AUTUMN, date(2020, 9, 2), date(2020, 12, 18)).save()
    assert get_calendar(cast.hub).terms(AcademicYear(2026)) == list(usual_terms(AcademicYear(2026)))


def test_overlapping_terms_are_refused_by_the_database(cast):
    own_term(cast.hub, TermName.SPRING, date(2027, 1, 4), date(2027, 3, 26)).save()
    own_term(cast.other.hub, TermName.AUTUMN, date(2026, 9, 2), date(2027, 1, 5)).save()
    pgtrigger.constraints("immediate", "schools.TermDates:terms_in_order")
    with pytest.raises(IntegrityError, match="one after the other"), transaction.atomic():
        own_term(cast.hub, TermName.AUTUMN, date(2026, 9, 2), date(2027, 1, 5)).save()


def test_two_terms_are_moved_together(cast):
    autumn = own_term(cast.hub, TermName.AUTUMN, date(2026, 9, 2), date(2026, 12, 18))
    spring = own_term(cast.hub, TermName.SPRING, date(2027, 1, 4), date(2027, 3, 26))
    autumn.save()
    spring.save()
    autumn.ends_on, spring.starts_on = date(2027, 1, 8), date(2027, 1, 11)
    autumn.save()
    spring.save()
    pgtrigger.constraints("immediate", "schools.TermDates:terms_in_order")


def hub_page(client, hub, *terms: TermDates):
    """Send the hub's admin page with these terms, and return the answer."""
    url = reverse("admin:schools_hub_change", args=[hub.pk])
    data = {form.name: form.value() or "" for form in client.get(url).context["adminform"].form}
    for prefix in ("staff", "authorities"):
        data |= {f"{prefix}-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    data |= {"term_dates-TOTAL_FORMS": str(len(terms)), "term_dates-INITIAL_FORMS": "0"}
    for number, term in enumerate(terms):
        for name in ("academic_year", "name", "starts_on", "break_starts_on", "break_ends_on", "ends_on"):
            data[f"term_dates-{number}-{name}"] = str(getattr(term, name))
    return client.post(url, data)


def test_admin_page_of_a_hub_refuses_terms_of_another_year_and_overlapping_ones(cast, client_of):
    client = client_of(cast.admin)
    page = hub_page(client, cast.hub, own_term(cast.hub, "autumn", date(2020, 9, 2), date(2020, 12, 18)))
    assert "First day must be in 2026/27" in page.content.decode()
    page = hub_page(client, cast.hub, own_term(cast.hub, "autumn", date(2026, 9, 2), date(2027, 1, 8)))
    assert "the spring term, 2026/27 starts on 4 January 2027" in page.content.decode()
    assert not TermDates.objects.exists()
    terms = [
        own_term(cast.hub, "autumn", date(2026, 9, 2), date(2027, 1, 8)),
        own_term(cast.hub, "spring", date(2027, 1, 11), date(2027, 3, 26)),
    ]
    assert hub_page(client, cast.hub, *terms).status_code == 302
    assert TermDates.objects.count() == 2
