"""Template filters for headings and days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from devplans.session_kinds import SessionKind
from sustaining.common.templatetags.components import options
from sustaining.common.templatetags.sustaining import (
    age,
    break_at,
    clock,
    counted_days,
    format_ago,
    in_sentence,
    keep_references,
    less,
)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (SessionKind.JOINT_PLANNING.label, "joint planning"),
        (SessionKind.LED_PD.label, "PD led by an Advocate"),
        (SessionKind.OBSERVATION.label, "observation at the Specialist’s school"),
        ("A", "a"),
        ("", ""),
    ],
)
def test_in_sentence_heading_is_lowered_unless_it_is_an_abbreviation(heading, expected):
    assert in_sentence(heading) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "today"), (1, "yesterday"), (-1, "tomorrow"), (13, "13 days ago"), (14, "2 weeks ago"), (181, "25 weeks ago"),
     (182, "6 months ago"), (729, "24 months ago"), (730, "2 years ago"), (-800, "in 2 years")],
)  # fmt: skip
def test_format_ago_whole_days_gives_days_weeks_months_or_years(days, expected):
    assert format_ago(timezone.localdate() - timedelta(days=days)) == expected


@pytest.mark.parametrize(("minute", "expected"), [(0, "4pm"), (30, "4:30pm"), (5, "4:05pm")])
def test_clock_full_hour_has_no_minutes(minute, expected):
    assert clock(datetime(2026, 11, 4, 16, minute, tzinfo=UTC)) == expected


@pytest.mark.parametrize(("amount", "expected"), [("97.50", "−£97.50"), ("0.00", "£0.00"), (None, "£0.00")])
def test_less_nothing_has_no_sign(amount, expected):
    assert less(amount and Decimal(amount)) == expected


@pytest.mark.parametrize(
    ("number", "phrase"),
    [("0", "0 days"), ("0.5", "½ day"), ("1", "1 day"), ("1.25", "1¼ days"), ("3", "3 days")],
)
def test_days_have_their_noun(number, phrase):
    assert counted_days(Decimal(number)) == phrase


def test_age_says_how_long_a_task_has_waited():
    today = timezone.localdate()
    with_ages = [(0, "Today"), (1, "1 day"), (13, "13 days"), (21, "3 weeks"), (200, "6 months")]
    assert [strip_tags(age(today - timedelta(days=days))) for days, _ in with_ages] == [
        expected for _, expected in with_ages
    ]
    assert age(None) == ""


def test_references_of_claims_are_kept_on_one_line_and_the_rest_is_escaped():
    assert keep_references("Evidence for <b> SUS-26-6PNP received") == (
        'Evidence for &lt;b&gt; <span class="nowrap">SUS-26-6PNP</span> received'
    )


def test_days_in_templates_are_kept_on_one_line():
    at = datetime(2026, 11, 4, 16, 30, tzinfo=UTC)
    page = Template("{{ at|day }} and {{ at|when }} and {{ none|day }}").render(Context({"at": at, "none": None}))
    assert page == (
        '<span class="nowrap">Wed 4 Nov 2026</span> and <span class="nowrap">Wed 4 Nov 2026, 4:30pm</span>'
        ' and <span class="nowrap">To be announced</span>'
    )


def test_email_address_is_broken_after_the_at_sign():
    assert break_at("n.hartwell@castle-hill.example") == "n.hartwell@<wbr>castle-hill.example"


def test_days_in_texts_are_kept_on_one_line():
    assert keep_references("Nina, by Thu 17 Dec 2026, in 2026 and on 4 November 2026") == (
        'Nina, by <span class="nowrap">Thu 17 Dec 2026</span>, in 2026 and on <span class="nowrap">4 November 2026</span>'
    )


def test_options_are_escaped_and_the_chosen_one_is_selected():
    html = options([(100000, "Ash & Oak"), ('a"b', SafeString("<i>B</i>")), (None, "Nobody")], 100000)
    assert html == (
        '<option value="100000" selected>Ash &amp; Oak</option>\n'
        '<option value="a&quot;b"><i>B</i></option>\n'
        '<option value="None">Nobody</option>'
    )
    assert " selected" not in options([("", "All"), ("a", "A")], "b")
    assert "selected" in options([("5", "Five")], 5)
