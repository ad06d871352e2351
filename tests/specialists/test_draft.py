"""A whole year's placement: fewest without, then the shortest way; days are never overspent, whatever the map."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from schools.actions import enrol_school
from schools.models import Participation
from specialists.draft import cost, propose
from specialists.models import Assignment, Specialist
from specialists.placement import Candidate, Vacancy
from sustaining.common.years import AcademicYear
from tests.cast import as_advocate
from tests.factories import SchoolFactory, SpecialistFactory

WAYS = st.lists(st.lists(st.integers(0, 200), min_size=2, max_size=2), min_size=1, max_size=4)
DAYS = st.tuples(st.integers(0, 9), st.integers(0, 9))
KNOWN = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 1)))


def world(ways: list[list[int]], days: tuple[int, int], known: set[tuple[int, int]]) -> list[Vacancy]:
    """Schools by rows and two Specialists by columns; three days a school."""
    return [
        Vacancy(
            Participation(pk=row + 1),
            Decimal(3),
            [
                Candidate(
                    Specialist(pk=column + 1),
                    float(miles),
                    Decimal(days[column]),
                    (2025,) if (row, column) in known else (),
                    "" if days[column] >= 3 else "too few days",
                )
                for column, miles in enumerate(distances)
            ],
        )
        for row, distances in enumerate(ways)
    ]


def by_hand(vacancies: list[Vacancy], days: tuple[int, int]) -> tuple[int, float]:
    """Every placement there is, tried: the most schools, then the least cost."""
    best = (0, 0.0)
    for choice in product((None, 0, 1), repeat=len(vacancies)):
        if any(choice.count(column) * 3 > days[column] for column in (0, 1)):
            continue
        picked = [
            vacancy.candidates[column] for vacancy, column in zip(vacancies, choice, strict=True) if column is not None
        ]
        best = min(best, (-len(picked), sum(map(cost, picked))))
    return best


@given(WAYS, DAYS, KNOWN)
def test_draft_placement_is_as_good_as_brute_force(ways, days, known):
    vacancies = world(ways, days, known)
    draft = propose(vacancies)
    for column in (1, 2):
        given_days = sum(3 for candidate in draft.chosen.values() if candidate.specialist.pk == column)
        assert given_days <= days[column - 1]
    placed = (-len(draft.chosen), sum(map(cost, draft.chosen.values())))
    assert placed == pytest.approx(by_hand(vacancies, days))
    assert draft.without == len(vacancies) - len(draft.chosen)


@pytest.mark.django_db
def test_draft_placement_is_adjusted_and_assigned_together(cast, now, client_of):
    near = SpecialistFactory(home_school=SchoolFactory(easting=1000, northing=0), hubs=[cast.hub], days_a_year=3)
    far = SpecialistFactory(home_school=SchoolFactory(easting=50_000, northing=0), hubs=[cast.hub], days_a_year=6)
    years = []
    for number in range(3):
        school = SchoolFactory(hub=cast.hub, easting=number, northing=0, name=f"Draft School {number}")
        people = [as_advocate(advocate, cast.project) for advocate in (cast.advocate, cast.advocate_two)]
        years.append(enrol_school(school, project=cast.project, advocates=people, by=cast.lead, now=now))
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=3)
    client = client_of(cast.hubadmin)
    year = AcademicYear.of(timezone.localdate(now)).start
    page = f"{reverse('specialists:draft')}?year={year}"
    shown = client.get(page)
    assert "A draft for 3 schools" in shown.content.decode()
    picked = {name: field.initial for name, field in shown.context["form"].fields.items()}
    assert sorted(picked.values()) == sorted([str(near.pk), str(far.pk), str(far.pk)])
    over = dict.fromkeys(picked, str(far.pk))
    refused = client.post(page, over).content.decode()
    assert "Nothing was assigned" in refused
    assert not Assignment.objects.filter(participation__in=years).exists()
    adjusted = picked | {next(name for name, key in picked.items() if key == str(near.pk)): ""}
    assert client.post(page, adjusted).status_code == 302
    assert Assignment.objects.filter(participation__in=years, specialist=far).count() == 2
    assert Assignment.objects.filter(participation__in=years).count() == 2


def test_draft_placement_without_a_choice_says_that_nobody_was_emailed(cast, now, client_of):
    people = [as_advocate(person, cast.project) for person in (cast.advocate, cast.advocate_two)]
    enrol_school(SchoolFactory(hub=cast.hub), project=cast.project, advocates=people, by=cast.lead, now=now)
    client = client_of(cast.hubadmin)
    page = f"{reverse('specialists:draft')}?year={AcademicYear.of(timezone.localdate(now)).start}"
    nobody = dict.fromkeys(client.get(page).context["form"].fields, "")
    answer = client.post(page, nobody, follow=True).content.decode()
    assert "No Specialist was chosen, so nothing was changed. No emails were sent." in answer
    assert "0 schools" not in answer
