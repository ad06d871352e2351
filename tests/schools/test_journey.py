"""A school's years on the mastery journey, and a hub's schools along it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.choices import NEVER_TOOK_PART, ParticipationState, Stage
from schools.journey import STAGES, YearCount, counts_for, journey_years, plot, plot_title
from schools.models import Participation
from sustaining.common.years import AcademicYear
from tests.cast import enrol_another

SHOWN = set(ParticipationState) - {ParticipationState.WITHDRAWN, *NEVER_TOOK_PART}
YEARS = st.lists(
    st.tuples(st.integers(2014, 2030), st.sampled_from([*STAGES, Stage.OTHER]), st.sampled_from(ParticipationState)),
    max_size=12,
)


def taking_part(year: int, stage: str, state: str = ParticipationState.COMPLETED):
    return SimpleNamespace(state=state, project=SimpleNamespace(stage=stage, academic_year=year))


@given(YEARS)
def test_journey_years_between_first_and_last_are_a_stage_or_a_break(rows):
    years = journey_years([taking_part(*row) for row in rows])
    there = {week.start for stage in years.by_stage.values() for week in stage}
    breaks = {week.start for week in years.breaks}
    assert not there & breaks
    assert there | breaks == (set(range(min(there), max(there) + 1)) if there else set())
    assert there == {year for year, stage, state in rows if stage in STAGES and state in SHOWN}


def test_journey_years_read_as_sentences():
    years = journey_years(
        [taking_part(2021, Stage.DEVELOPMENT), *(taking_part(year, Stage.SUSTAINING) for year in (2023, 2024, 2025))]
    )
    assert years.sentences == ["Development: 2021/22", "Sustaining: 2023/24, 2024/25, 2025/26", "A break: 2022/23"]
    assert years.label(Stage.SUSTAINING) == "3 years, 2023/24 to 2025/26"
    assert years.label(Stage.DEVELOPMENT) == "2021/22"


@pytest.mark.django_db
def test_journey_page_counts_the_hubs_schools_by_stage(cast, now, client_of):
    enrol_another(cast, 960_001, "Second School", now)
    Participation.objects.filter(school__urn=960_001).update(state=ParticipationState.WITHDRAWN)
    enrol_another(cast, 960_002, "Third School", now)
    (counts,) = counts_for(cast.lead)
    assert counts.year == AcademicYear(cast.project.academic_year)
    assert counts.cells == [0, 0, 2]
    assert plot_title([counts], counts.year) == f"2 schools sustaining in {counts.year}"
    assert [box.text for box in plot([counts], counts.year).boxes] == ["2"]
    next_year = YearCount(counts.year.next(), {**counts.counts, Stage.SUSTAINING: 1})
    assert plot_title([counts, next_year], counts.year) == f"2 schools sustaining in {counts.year}"
    assert plot_title([counts, next_year], next_year.year).endswith("1 fewer than the year before")
    assert counts_for(cast.stranger) == []
    page = client_of(cast.lead).get("/journey/").content.decode()
    assert f"2 schools sustaining in {counts.year}" in page


@pytest.mark.django_db
def test_journey_page_is_public(client, cast, client_of):
    for any_client in (client, client_of(cast.advocate), client_of(cast.stranger)):
        page = any_client.get("/journey/").content.decode()
        assert "The mastery journey in detail" in page
        assert "Two teachers become the department’s Mastery Advocates" in page


@pytest.mark.django_db
def test_school_page_shows_its_years_on_the_journey(cast, client_of):
    page = client_of(cast.advocate).get(f"/schools/{cast.school.urn}/").content.decode()
    assert f"Sustaining: {cast.project.year}" in page
