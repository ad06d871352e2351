"""Which participation is meant: by the day, by what the thing needs, and never one of another year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.choices import NEVER_TOOK_PART, ParticipationState
from schools.current_year import SUPPORT_DAYS, NotTakingPart, SchoolYears
from schools.models import Participation, Project, School
from sustaining.common.years import AcademicYear

SCHOOL = School(pk=1, urn=910001, name="Castle Hill School")
STATES = [state.value for state in ParticipationState]


def participation(
    year: int, *, pk: int = 1, state: str = "active", days: Decimal | None = Decimal(3), strand: int = 14
) -> Participation:
    """An unsaved participation of the school."""
    project = Project(pk=pk, code=f"NCP{year % 100:02d}-{strand}", academic_year=year, support_days=days)
    return Participation(pk=pk, school=SCHOOL, project=project, state=state)


def years(*participations: Participation, **options) -> SchoolYears:
    """The school's years."""
    return SchoolYears(SCHOOL, participations, **options)


THIS, NEXT = participation(2026, pk=1), participation(2027, pk=2)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 3, 10), THIS),
        (date(2027, 8, 31), THIS),
        (date(2027, 9, 1), NEXT),
        (date(2026, 8, 31), None),
        (date(2028, 9, 1), None),
    ],
)
def test_participation_is_the_one_of_the_days_year(day, expected):
    assert years(THIS, NEXT).on(day) is expected
    assert years(NEXT, THIS).on(day) is expected


def test_next_years_withdrawn_participation_leaves_this_years():
    withdrawn = participation(2027, pk=2, state="withdrawn")
    assert years(THIS, withdrawn).on(date(2027, 3, 10)) is THIS
    assert years(THIS, withdrawn).on(date(2027, 9, 1)) is None
    assert years(THIS, withdrawn).to_show(date(2027, 9, 1)) is THIS
    assert years(THIS, withdrawn, reads_past=True).on(date(2027, 9, 1)) is withdrawn


def test_strands_of_one_year_are_told_apart_by_what_is_needed():
    group, support = participation(2026, pk=3, days=None, strand=20), participation(2026, pk=1, days=Decimal(1))
    assert years(group, support, need=SUPPORT_DAYS).on(date(2027, 3, 10)) is support
    assert years(group, need=SUPPORT_DAYS).on(date(2027, 3, 10)) is None
    assert years(group, need=SUPPORT_DAYS).why_none_on(date(2027, 3, 10)) == (
        "Castle Hill School has no days of support in 2026/27."
    )


def test_persons_choice_decides_between_strands_but_not_against_the_day():
    first, second = participation(2026, pk=1), participation(2026, pk=3, strand=20)
    day = date(2027, 3, 10)
    assert years(first, second, chosen="NCP26-14").on(day) is first
    assert years(first, second, chosen="NCP26-20").on(day) is second
    assert years(THIS, NEXT, chosen="NCP27-14").on(day) is THIS
    assert years(THIS, NEXT, chosen="NCP27-14").to_show(day) is NEXT


def test_page_shows_the_year_in_progress_else_the_latest_before_else_the_next():
    last, later = participation(2025, pk=4), participation(2028, pk=5)
    march = date(2027, 3, 10)
    assert years(last, THIS, NEXT).to_show(march) is THIS
    assert years(last, NEXT, later).to_show(march) is last
    assert years(later, NEXT).to_show(march) is NEXT
    assert years().to_show(march) is None


def test_days_of_two_years_are_refused_with_both_named():
    with pytest.raises(NotTakingPart, match="2026/27 and 2027/28"):
        years(THIS, NEXT).require_for([date(2027, 8, 31), date(2027, 9, 1)])
    assert years(THIS, NEXT).require_for([date(2027, 8, 31), date(2026, 9, 1)]) is THIS


anything = st.lists(
    st.tuples(st.integers(2022, 2030), st.sampled_from(STATES), st.sampled_from([None, Decimal(0), Decimal(3)])),
    max_size=6,
)


@given(
    rows=anything,
    day=st.dates(date(2020, 1, 1), date(2032, 12, 31)),
    needs_days=st.booleans(),
    reads_past=st.booleans(),
    chosen=st.integers(-1, 5),
)
def test_chosen_participation_is_of_the_days_year_or_none_and_none_has_a_sentence(
    rows, day, needs_days, reads_past, chosen
):
    participations = [
        participation(year, pk=number, state=state, days=days, strand=number)
        for number, (year, state, days) in enumerate(rows, 1)
    ]
    options = {"need": SUPPORT_DAYS} if needs_days else {}
    code = participations[chosen].project.code if 0 <= chosen < len(participations) else ""
    school_years = years(*participations, reads_past=reads_past, chosen=code, **options)
    expected = [
        row
        for row in participations
        if row.project.academic_year == AcademicYear.of(day).start
        and row.state not in NEVER_TOOK_PART
        and (reads_past or row.state != "withdrawn")
        and (not needs_days or row.project.support_days is not None)
    ]
    answer = school_years.on(day)
    assert answer in expected if expected else answer is None
    if answer is None:
        with pytest.raises(NotTakingPart) as refusal:
            school_years.require_on(day)
        assert str(AcademicYear.of(day)) in str(refusal.value)
        assert str(refusal.value).startswith("Castle Hill School ")
        assert str(refusal.value).endswith(".")
    shown = school_years.to_show(day)
    assert (shown is None) == (not school_years.fitting)
    if expected and not code:
        assert shown is answer
