"""Fields that accept what people type: dates, times and money, and the sentence where they cannot."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from sustaining.common.calendars import calendar_event, calendar_file
from sustaining.common.clock import london_day
from sustaining.common.forms import MoneyField, TypedDateField, TypedTimeField, parse_date, validate_person_name
from sustaining.common.typed_text import clean_typed
from sustaining.common.years import AcademicYear
from sustaining.workgroups.forms.meetings import in_london

LONDON = ZoneInfo("Europe/London")
NEAR = date(2026, 11, 24)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [
        "4/11/2026",
        "4/11/26",
        "04.11.2026",
        "4 Nov 2026",
        "4th November 2026",
        "Wed 4 November, 2026",
        "2026-11-04",
        "4-11-26",
    ],
)
def test_date_is_read_in_every_usual_form(typed):
    assert parse_date(typed, near=NEAR) == date(2026, 11, 4)


@given(st.dates(date(2027, 9, 1), date(2028, 8, 31)))
def test_date_without_a_year_in_a_form_about_a_year_is_in_that_year(day):
    field = TypedDateField()
    field.within = AcademicYear(2027)
    assert field.clean(f"{day.day}/{day.month}") == day
    assert field.clean("4/11/2026") == date(2026, 11, 4), "a year that is typed counts"


SPACES = st.sampled_from((" ", "  ", "\u00a0", "\u2009"))


@st.composite
def written_days(draw) -> tuple[date, str]:
    """A day and a way in which people in Britain write it."""
    day = draw(DAYS)
    space = draw(SPACES)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th")
    number = draw(st.sampled_from((f"{day.day}", f"{day.day:02}", f"{day.day}{ending}")))
    month = draw(st.sampled_from((f"{day:%B}", f"{day:%b}", f"{day:%B}"[:4])))
    year = draw(st.sampled_from((f"{day.year}", f"{day.year % 100:02}")))
    sign = draw(st.sampled_from("/.- "))
    plain = f"{day.day}{sign}{draw(st.sampled_from((f'{day.month}', f'{day.month:02}')))}{sign}{year}"
    before, after = draw(st.sampled_from((space, f"{space}of ", "-", "/"))), draw(st.sampled_from((space, f",{space}")))
    in_words = f"{number}{before}{month}{after}{year}"
    weekday = draw(st.sampled_from(("", f"{day:%A}{space}", f"{day:%a},{space}")))
    american = f"{day:%B} {day.day}, {day.year}"
    iso = f"{day.year}{draw(st.sampled_from('-/.'))}{day:%m}{draw(st.sampled_from('-/.'))}{day:%d}"
    text = draw(st.sampled_from((plain, f"{weekday}{in_words}", american, iso)))
    return day, draw(st.sampled_from((text, text.upper(), text.lower(), f" {text} ")))


@given(written_days())
def test_any_way_of_writing_a_day_gives_that_day(written):
    day, text = written
    assert TypedDateField().clean(text) == day
    assert TypedDateField().clean(clean_typed(text)) == day


@given(DAYS, st.times(), st.times())
def test_day_typed_in_a_form_is_the_london_day_of_the_invitation(day, start, end):
    starts, ends = (in_london(day, at.replace(second=0, microsecond=0, fold=0)) for at in sorted((start, end)))
    assert london_day(starts.astimezone(UTC)) == day, "the same day is kept and asked for"
    event = calendar_event(
        "meeting", 1, sequence=0, now=starts, starts=starts.astimezone(UTC), ends=ends.astimezone(UTC),
        organiser=("Hub", "hub@demo.example"), summary="Work Group", path="/meetings/1/",
    )  # fmt: skip
    text = calendar_file([event], about="Work Group meetings")
    assert f"DTSTART;TZID=Europe/London:{day:%Y%m%d}T" in text
    shown = vobject.readOne(text).vevent.dtstart.value
    assert shown.astimezone(LONDON).date() == day


@given(DAYS)
def test_date_written_in_any_form_is_read_back(day):
    for form in (f"{day.day}/{day.month}/{day.year}", f"{day:%A} {day.day} {day:%B %Y}", day.isoformat()):
        assert parse_date(form, near=NEAR) == day


@given(DAYS.filter(lambda day: (day.month, day.day) != (2, 29)), DAYS)
def test_date_without_a_year_is_the_nearest(day, near):
    nearest = parse_date(f"{day.day}/{day.month}", near=near)
    assert (nearest.month, nearest.day) == (day.month, day.day)
    assert abs(nearest - near) <= timedelta(days=183)


def test_29_february_without_a_year_is_that_of_the_leap_year():
    assert parse_date("29 Feb", near=date(2027, 6, 1)) == date(2028, 2, 29)
    with pytest.raises(ValueError, match="29/2"):
        parse_date("29/2", near=date(2026, 6, 1))


@pytest.mark.parametrize(
    "typed",
    [
        "31/2/2026",
        "4 Foo 2026",
        "4 marching 2026",
        "4 mayor 2026",
        "June 31 2026",
        "4",
        "next week",
        "32/1/2026",
        "2026-13-01",
        "",
    ],
)
def test_date_that_is_none_raises_a_value_error(typed):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_date(typed, near=NEAR)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("soon", "Enter the date, for example"),
        ("1/1/1999", "too far in the past or future"),
        ("1/1/2100", "too far in the past or future"),
    ],
)
def test_date_field_says_what_to_write(typed, sentence):
    with pytest.raises(ValidationError, match=sentence):
        TypedDateField().clean(typed)


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2099, 12, 31)])
def test_date_field_accepts_the_first_and_the_last_day(day):
    assert TypedDateField().clean(f"{day.day}/{day.month}/{day.year}") == day


def test_date_field_has_changed_only_when_the_day_differs():
    field = TypedDateField(required=False)
    assert not field.has_changed(date(2026, 11, 4), "4 Nov 2026")
    assert field.has_changed(date(2026, 11, 4), "5 Nov 2026")
    assert field.has_changed(date(2026, 11, 4), "soon")
    assert not field.has_changed(None, "")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("4pm", time(16)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("4.30 PM", time(16, 30)),
        ("16:30", time(16, 30)),
        ("0:05", time(0, 5)),
        ("9", time(9)),
    ],
)
def test_time_is_read_in_every_usual_form(typed, expected):
    assert TypedTimeField().clean(typed) == expected


@pytest.mark.parametrize("typed", ["24:00", "9:60", "13pm", "0am", "noon", "-1", "4:3"])
def test_time_that_is_none_gets_a_sentence(typed):
    with pytest.raises(ValidationError, match="Enter the time, for example"):
        TypedTimeField().clean(typed)


@given(st.times().map(lambda moment: moment.replace(second=0, microsecond=0, fold=0)))
def test_time_shown_in_the_field_is_read_back(moment):
    field = TypedTimeField()
    assert field.clean(field.prepare_value(moment)) == moment


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("£640", "640.00"), ("1,000", "1000.00"), ("0.01", "0.01"), (" 12.5 ", "12.50"), ("99999.99", "99999.99")],
)
def test_money_is_read_in_every_usual_form(typed, amount):
    assert str(MoneyField().clean(typed)) == amount


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0", "more than £0"),
        ("0.00", "more than £0"),
        ("100000", "more than £99,999.99"),
        ("1.234", "in pounds and pence"),
        ("-5", "in pounds and pence"),
        ("x", "in pounds and pence"),
        ("9,50", "in pounds and pence"),
        ("12,5", "in pounds and pence"),
        ("1 250", "in pounds and pence"),
    ],
)
def test_money_that_is_not_possible_gets_a_sentence(typed, sentence):
    with pytest.raises(ValidationError, match=sentence):
        MoneyField().clean(typed)


@given(st.integers(1, 9_999_999))
def test_money_to_the_penny_is_read_back(pennies):
    amount = Decimal(pennies) / 100
    assert MoneyField().clean(f"£{amount:,.2f}") == amount


def test_money_above_the_fields_own_limit_is_refused():
    with pytest.raises(ValidationError, match=r"more than £50\.00"):
        MoneyField(most=Decimal(50)).clean("50.01")
    assert MoneyField(most=Decimal(50)).clean("50") == Decimal(50)


@pytest.mark.parametrize("name", ["Anne-Marie O’Neill", "J. R. Smith", "Zoë Ní Bhriain", "de la Cruz"])
def test_name_of_a_person_is_accepted(name):
    validate_person_name(name)


@pytest.mark.parametrize(
    "name", ["Win £500 at x.example/1", "http://x.example", "a@x.example", "www x", "<b>", "Call 07700"]
)
def test_name_that_carries_a_message_is_refused(name):
    with pytest.raises(ValidationError, match="Enter a name only"):
        validate_person_name(name)
