"""Reminders go from 9am in London on working days: not at weekends, not on bank holidays of England."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.closed_days import MOST_DAYS_OFF, is_working_day, last_working_day, next_working_day, sends_reminders

LONDON = ZoneInfo("Europe/London")
DAYS = st.dates(min_value=date(2024, 9, 1), max_value=date(2031, 8, 31))


@given(day=DAYS)
def test_working_days_around_a_day_are_near_and_nothing_lies_between(day):
    before, after = last_working_day(day), next_working_day(day)
    assert is_working_day(before)
    assert is_working_day(after)
    assert before <= day <= after
    assert day - before < MOST_DAYS_OFF
    between = range(1, (after - before).days)
    assert not any(is_working_day(before + timedelta(days=number)) for number in between)


@pytest.mark.parametrize(
    ("moment", "sends"),
    [
        ("2026-12-04 09:00", True), ("2026-12-04 08:59", False), ("2026-12-05 09:00", False),
        ("2026-12-28 12:00", False),  # a bank holiday, for Boxing Day is a Saturday
        ("2026-12-29 12:00", True), ("2027-03-26 12:00", False), ("2026-10-26 12:00", True),  # half term is no bank holiday
    ],
)  # fmt: skip
def test_reminders_go_from_nine_on_working_days(moment, sends):
    assert sends_reminders(datetime.fromisoformat(moment).replace(tzinfo=LONDON)) is sends
