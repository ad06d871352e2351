"""Which day the phrase in a plan mean, and when they are left as phrase."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devplans.due_words import due_day
from schools.models import TermDates
from schools.terms import TermCalendar
from sustaining.common.years import AcademicYear

YEAR = AcademicYear(2026)
OWN = TermCalendar(
    [
        TermDates(
            academic_year=2026, name="autumn", starts_on=date(2026, 9, 2), break_starts_on=date(2026, 10, 26),
            break_ends_on=date(2026, 10, 30), ends_on=date(2026, 12, 18),
        )
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("12/02/2027", date(2027, 2, 12)),
        ("by 12.2.27", date(2027, 2, 12)),
        ("Friday 4 December 2026", date(2026, 12, 4)),
        ("by the 4th of December", date(2026, 12, 4)),
        ("3/11", date(2026, 11, 3)),
        ("1 July", date(2027, 7, 1)),
        ("Autumn 1", date(2026, 10, 25)),
        ("Autumn 2", date(2026, 12, 18)),
        ("by the end of the autumn term", date(2026, 12, 18)),
    ],
)
def test_certain_words_are_a_day(phrase, day):
    assert due_day(phrase, YEAR, OWN) == day


@pytest.mark.parametrize(
    "phrase",
    [
        "", "by Easter", "ongoing", "July", "July 2027", "May 24", "Sept 26", "Spring 2", "Aut 2", "half termly", "31/02/2027",
        "12/02/1927", "weekly from 4/11/2026", "4/11/2026 and 5/12/2026", "HT3", "2027", "9" * 80,
    ],
)  # fmt: skip
def test_uncertain_words_are_no_day(phrase):
    assert due_day(phrase, YEAR, OWN) is None


def test_term_of_the_usual_year_is_uncertain():
    assert due_day("Autumn 2", YEAR, TermCalendar()) is None


@given(st.dates(date(2026, 9, 1), date(2027, 8, 31)))
def test_every_day_of_the_year_is_read_with_and_without_its_year(day):
    assert due_day(f"{day.day}/{day.month}/{day.year}", YEAR, OWN) == day
    assert due_day(f"by {day.day} {day:%B}", YEAR, OWN) == day


@given(st.text(max_size=80))
def test_any_words_are_answered(phrase):
    due_day(phrase, YEAR, OWN)
