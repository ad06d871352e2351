"""Placing Specialists: who comes first, who cannot and why, and by one press."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from schools.actions import enrol_school
from schools.models import Participation, School
from specialists.actions import CannotAssign, assign_specialist
from specialists.models import Assignment, Specialist
from specialists.placement import distance_miles, unassigned, vacancies
from sustaining.common.years import AcademicYear
from tests.cast import as_advocate
from tests.factories import SchoolFactory, SpecialistFactory

pytestmark = pytest.mark.django_db

METRES = st.integers(80_000, 660_000)


@pytest.fixture
def year(now):
    return AcademicYear.of(timezone.localdate(now)).start


@pytest.fixture
def newcomer(cast, now) -> Participation:
    """A school of the hub that takes part and has no Specialist."""
    school = SchoolFactory(hub=cast.hub, easting=430_000, northing=430_000)
    people = [as_advocate(advocate, cast.project) for advocate in (cast.advocate, cast.advocate_two)]
    return enrol_school(school, project=cast.project, advocates=people, by=cast.lead, now=now)


def at(cast, name: str, east: int, **fields) -> Specialist:
    """A Specialist of the hub whose school lies so many metres east of the newcomer."""
    home = SchoolFactory(hub=cast.hub, easting=430_000 + east, northing=430_000)
    return SpecialistFactory(user__full_name=name, home_school=home, hubs=[cast.hub], **fields)


@given(METRES, METRES, METRES, METRES)
def test_distance_miles_is_symmetric_and_never_shorter_than_either_axis(east, north, east2, north2):
    here, there = School(easting=east, northing=north), School(easting=east2, northing=north2)
    assert distance_miles(here, there) == distance_miles(there, here)
    assert distance_miles(here, here) == 0
    assert distance_miles(here, there) >= abs(east - east2) / 1609.344 - 1e-9


def test_distance_miles_without_coordinates_is_none():
    assert distance_miles(School(), School(easting=1, northing=1)) is None


def test_placement_candidates_are_in_order_of_rank(cast, newcomer, now, year):
    at(cast, "Nia Near", 3_000)
    at(cast, "Fred Far", 30_000)
    at(cast, "Ada Away", 1_000, days_a_year=Decimal(1))
    knows = at(cast, "Kit Knows", 60_000)
    earlier = Participation.objects.create(
        school=newcomer.school, project=_last_year(cast), hub=cast.hub, enrolled_by=cast.lead, enrolled_at=now
    )
    Assignment.objects.create(specialist=knows, participation=earlier, days=1, starts_on=now.date(), ends_on=now.date())
    open_places = vacancies(list(unassigned(cast.lead, year)), cast.lead, year, now.date())
    assert [vacancy.participation for vacancy in open_places] == [newcomer]
    names = [str(candidate.specialist) for candidate in open_places[0].candidates]
    assert names[:3] == ["Kit Knows", "Nia Near", "Fred Far"]
    assert names[-1] == "Ada Away"
    assert open_places[0].candidates[0].before == (year - 1,)
    assert open_places[0].best.specialist == knows
    assert "has 1 of 1 days left this year; this school needs 3" in open_places[0].candidates[-1].refusal


def _last_year(cast):
    project = cast.project.rolled_forward()
    project.code, project.academic_year = "NCP25-14", cast.project.academic_year - 1
    project.rolled_from = None
    project.save()
    return project


def test_placement_assigns_by_one_click(cast, newcomer, client):
    near = at(cast, "Nia Near", 3_000)
    client.force_login(cast.hubadmin)
    page = reverse("specialists:placement")
    assert "Nia Near" in client.get(page).content.decode()
    press = reverse("specialists:place", args=[newcomer.pk])
    answer = client.post(press, {"specialist": near.pk, "days": "3.00"}, follow=True).content.decode()
    assert "Nia Near will support" in answer
    assert newcomer.assignments.get().specialist == near
    assert "Every school has its Specialist" in answer


def test_placement_refusal_has_a_sentence(cast, newcomer, client):
    client.force_login(cast.lead)
    press = reverse("specialists:place", args=[newcomer.pk])
    short = at(cast, "Sid Short", 1_000, days_a_year=Decimal(2))
    assert (
        "has 2 of 2 days left"
        in client.post(press, {"specialist": short.pk, "days": "3"}, follow=True).content.decode()
    )
    own_specialist = SpecialistFactory(home_school=newcomer.school, hubs=[cast.hub])
    page = client.get(reverse("specialists:placement")).content.decode()
    assert "A Specialist can’t be assigned to their own school." in page
    client.post(press, {"specialist": own_specialist.pk, "days": "3"})
    assert not newcomer.assignments.exists()


def test_assignment_beyond_the_days_left_is_refused(cast, newcomer, now):
    cast.specialist_record.days_a_year = Decimal(5)
    cast.specialist_record.save()
    with pytest.raises(CannotAssign, match="has 2 of 5 days left this year; this school needs 3"):
        assign_specialist(newcomer, specialist=cast.specialist_record, days=Decimal(3), by=cast.lead, now=now)
    assign_specialist(newcomer, specialist=cast.specialist_record, days=Decimal(2), by=cast.lead, now=now)
    again = assign_specialist(newcomer, specialist=cast.specialist_record, days=Decimal("1.5"), by=cast.lead, now=now)
    assert again.days == Decimal("1.5")


def test_specialist_page_counts_the_days_of_the_year(cast, client):
    client.force_login(cast.specialist)
    page = client.get(reverse("specialists:specialist", args=[cast.specialist_record.pk])).content.decode()
    assert "Westbrook School" in page
    assert str(cast.school) in page
    assert "not yet assigned" in page


def test_placement_page_has_constant_queries(cast, now, client):
    client.force_login(cast.lead)
    counts = []
    for rounds in (2, 6):
        for number in range(rounds):
            at(cast, f"S {number}", number)
            school = SchoolFactory(hub=cast.hub)
            people = [as_advocate(advocate, cast.project) for advocate in (cast.advocate, cast.advocate_two)]
            enrol_school(school, project=cast.project, advocates=people, by=cast.lead, now=now)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("specialists:placement")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_home_is_checked_by_the_london_day():
    function = connection.cursor().execute(
        "SELECT prosrc FROM pg_proc WHERE proname LIKE 'pgtrigger_specialist_never_at_home_moves%'"
    )
    source = function.fetchone()[0]
    assert "Europe/London" in source
    assert "CURRENT_DATE" not in source
