"""The finding that heads a chart is true: *most* is more than half."""

from __future__ import annotations

import pytest

from sustaining.reports.charts import sessions_chart
from sustaining.reports.figures import Months

LABELS = [("Sep", "2026-09"), ("Oct", "2026-10"), ("Nov", "2026-11")]


@pytest.mark.parametrize(
    ("by_month", "title"),
    [
        ([0, 0, 0], "0 sessions"),
        ([0, 1, 0], "1 session in October"),
        ([0, 12, 12], "24 sessions, all in October and November"),
        ([1, 2, 6], "9 sessions, most in November"),
        ([40, 47, 59], "146 sessions, the highest number (59) in November"),
    ],
)
def test_title_of_sessions_by_month_says_most_only_of_more_than_half(by_month, title):
    months = Months(LABELS, by_month, [0, 0, 0], {})
    assert sessions_chart(months).title == title
