"""Money: pounds to the penny, rounded half up, written as people write it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sustaining.common.money import PENNY, ZERO, format_pounds, parse_pounds, pounds

AMOUNTS = st.decimals(min_value=-(10**8), max_value=10**8, places=4)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0.005", "0.01"), ("0.004", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01"), (12, "12.00"), ("1000", "1000.00")],
)
def test_pounds_are_rounded_half_up_to_the_penny(amount, expected):
    assert str(pounds(amount)) == expected


@given(AMOUNTS)
def test_rounding_moves_an_amount_by_half_a_penny_at_most_and_only_once(amount):
    rounded = pounds(amount)
    assert abs(rounded - amount) <= PENNY / 2
    assert rounded.as_tuple().exponent == -2
    assert pounds(rounded) == rounded


@given(st.lists(st.integers(-(10**6), 10**6), max_size=20))
def test_a_sum_of_pounds_and_pence_is_exact(pennies):
    assert sum((pounds(Decimal(number) / 100) for number in pennies), ZERO) == Decimal(sum(pennies)) / 100


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (None, ""),
        (0, "£0.00"),
        (Decimal("1000"), "£1,000.00"),
        (Decimal("1234567.891"), "£1,234,567.89"),
        (Decimal("-9.5"), "−£9.50"),
    ],
)
def test_format_pounds_writes_pence_thousands_and_a_minus_before_the_sign(amount, written):
    assert format_pounds(amount) == written


@given(AMOUNTS)
def test_format_pounds_can_be_read_back(amount):
    written = format_pounds(amount)
    sign = -1 if written.startswith("−") else 1
    assert sign * Decimal(written.lstrip("−£").replace(",", "").replace("£", "")) == pounds(amount)


BRITISH = [
    ("9.50", "9.50"),
    ("£9.50", "9.50"),
    ("1,250", "1250.00"),
    ("1,250.00", "1250.00"),
    (" £ 1,000,000 ", "1000000.00"),
]
CONTINENTAL = [("9,50", "9.50"), ("12,5", "12.50"), ("1.250,00", "1250.00"), ("1.250", "1250.00"), ("€9,50", "9.50")]


@pytest.mark.parametrize(("typed", "expected"), [*BRITISH, ("640", "640.00"), ("9.5", "9.50"), ("0.01", "0.01")])
def test_amount_is_read_as_the_british_write_it(typed, expected):
    assert str(parse_pounds(typed)) == expected
    assert str(parse_pounds(typed, decimal_comma=True)) == expected


@pytest.mark.parametrize("typed", [typed for typed, _ in CONTINENTAL])
def test_amount_with_a_decimal_comma_is_refused_never_multiplied(typed):
    with pytest.raises(ValueError, match=typed):
        parse_pounds(typed)


@pytest.mark.parametrize(("typed", "expected"), CONTINENTAL)
def test_amount_with_a_decimal_comma_is_read_where_a_file_may_use_it(typed, expected):
    assert str(parse_pounds(typed, decimal_comma=True)) == expected


@pytest.mark.parametrize(
    "typed", ["", "-1", "1 250", "12,50,0", "1,25", "1,2500", "9.555", "9.", "1e3", "£", "two", "１"]
)
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_pounds(typed)


@given(AMOUNTS.filter(lambda amount: amount >= 0))
def test_amount_that_the_site_writes_is_read_back(amount):
    assert parse_pounds(format_pounds(amount)) == pounds(amount)
