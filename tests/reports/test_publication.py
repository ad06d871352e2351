"""Counts that are published: no number below five is shown, or follows from those that are."""

from __future__ import annotations

from itertools import product

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import given, settings
from hypothesis import strategies as st

from sustaining.common.years import AcademicYear
from sustaining.reports.actions import take_return
from sustaining.reports.models import ProgrammeReturn
from sustaining.reports.publication import HIDDEN, SMALLEST, published_tables, suppress
from sustaining.reports.quality_checks import open_points

GROUPS = st.lists(
    st.integers(0, 30).flatmap(lambda total: st.tuples(st.just(total), st.integers(0, total))), min_size=1, max_size=8
)


@given(GROUPS)
@settings(max_examples=400)
def test_no_small_number_is_shown_or_follows_from_the_sum(groups):
    shown, (total_shown, completed_shown) = suppress(groups)
    for (total, completed), (shows_total, shows_completed) in zip(groups, shown, strict=True):
        assert not (shows_total and 0 < total < SMALLEST)
        assert not (shows_completed and (0 < completed < SMALLEST or 0 < total - completed < SMALLEST))
        assert shows_total or not shows_completed
    hidden = [total for (total, _), (shows, _) in zip(groups, shown, strict=True) if not shows]
    if total_shown and hidden:
        assert len(hidden) > 1
        assert sum(hidden) >= SMALLEST
    hidden_pairs = [pair for pair, (_, shows) in zip(groups, shown, strict=True) if not shows]
    if completed_shown and hidden_pairs:
        assert len(hidden_pairs) > 1
        assert all(not 0 < sum(column) < SMALLEST for column in
                   ([done for _, done in hidden_pairs], [total - done for total, done in hidden_pairs]))  # fmt: skip


def test_large_numbers_are_all_shown():
    shown, everything = suppress([(20, 10), (15, 15), (9, 0)])
    assert (shown, everything) == ([(True, True)] * 3, (True, True))


def test_one_small_group_hides_the_next_larger_one_too():
    shown, everything = suppress([(20, 10), (3, 0), (9, 0)])
    assert [shows for shows, _ in shown] == [True, False, False]
    assert everything[0]


def test_sum_is_hidden_below_every_table_where_one_cannot_show_it():
    frozen = ProgrammeReturn(counts=[["Project", [["P", 3, 0]]], ["Hub", [["A", 20, 10], ["B", 30, 10]]]])
    assert [table.everything.total for table in published_tables(frozen)] == [None, None]
    for table, place in product(published_tables(frozen), (1, 2)):
        assert table.everything.cells()[place] == HIDDEN


@pytest.mark.django_db
def test_page_and_file_publish_no_small_number_and_no_name(cast, now, client_of):
    year = AcademicYear(cast.project.academic_year)
    frozen = take_return(
        cast.hub,
        seen=open_points(cast.lead, year, now.date(), cast.hub).digest,
        kind="participants",
        year=AcademicYear(cast.project.academic_year),
        on=now.date(),
        by=cast.lead,
        now=now,
    )
    client = client_of(cast.auditor)
    page = strip_tags(client.get(reverse("reports:published-return", args=[frozen.pk])).content.decode())
    file = client.get(reverse("reports:published-return-csv", args=[frozen.pk])).content.decode()
    assert HIDDEN in page
    assert file.splitlines()[1].endswith("[c],[c]")
    assert "Nina Rivermead" not in page + file
