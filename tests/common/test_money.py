"""Money: pounds to the penny, rounded half up, written as people write it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sustaining.common.money import PENNY, ZERO, format_pounds, pounds

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
