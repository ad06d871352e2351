"""Two numbers of rows at which queries are counted: growth shows at once; a whole page of fifty rows is for the long round."""

from __future__ import annotations

import pytest

at_two_sizes = pytest.mark.parametrize(
    "sizes", [pytest.param((3, 8), id="3-8"), pytest.param((5, 50), id="5-50", marks=pytest.mark.tour)]
)
"""Parametrizes a test with `sizes`: (few, many)."""
