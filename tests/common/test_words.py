"""Words that pages put together read as somebody would say them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from devplans.choices import SessionKind
from sustaining.common.templatetags.sustaining import format_ago, in_sentence


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        (SessionKind.JOINT_PLANNING.label, "joint planning"),
        (SessionKind.LED_PD.label, "PD led by an Advocate"),
        (SessionKind.OBSERVATION.label, "observation at the Specialist’s school"),
        ("A", "a"),
        ("", ""),
    ],
)
def test_a_heading_inside_a_sentence(heading, said):
    assert in_sentence(heading) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "today"), (1, "yesterday"), (-1, "tomorrow"), (13, "13 days ago"), (14, "2 weeks ago"), (181, "25 weeks ago"),
     (182, "6 months ago"), (729, "24 months ago"), (730, "2 years ago"), (-800, "in 2 years")],
)  # fmt: skip
def test_how_long_ago(days, said):
    assert format_ago(timezone.localdate() - timedelta(days=days)) == said
