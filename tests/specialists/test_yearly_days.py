"""Days of Specialists are per year: what a hub lead sets for a year counts in that year alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from schools.models import Participation
from specialists.actions import CannotAssign, assign_specialist, set_days
from specialists.models import Specialist, SpecialistYear
from specialists.placement import vacancies
from sustaining.common.years import AcademicYear
from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def this_year(cast):
    return AcademicYear(cast.project.academic_year)


def give(cast, now, **years):
    return set_days(cast.specialist_record, by=cast.lead, now=now, **years)


def counted(cast, year):
    return Specialist.objects.with_assigned(year.start).get(pk=cast.specialist_record.pk)


def newcomer(cast, project, now):
    school = SchoolFactory(hub=cast.hub)
    return Participation.objects.create(
        school=school,
        project=project,
        enrolled_by=cast.lead,
        enrolled_at=now,
        **({"hub": cast.hub} if hasattr(Participation, "hub_id") else {}),
    )


def test_year_without_a_row_has_the_usual_days(cast, this_year, now):
    give(cast, now, days={this_year.next(): Decimal("4.5")})
    assert counted(cast, this_year).days_in_year == cast.specialist_record.days_a_year
    assert counted(cast, this_year.next()).days_in_year == Decimal("4.5")


def test_assignment_beyond_the_days_of_its_own_year_is_refused(cast, this_year, now):
    following = cast.project.rolled_forward()
    following.save()
    this, later = newcomer(cast, cast.project, now), newcomer(cast, following, now)
    give(cast, now, days={this_year: Decimal(20), this_year.next(): Decimal(2)})
    with pytest.raises(CannotAssign, match="has 2 of 2 days left"):
        assign_specialist(later, specialist=cast.specialist_record, days=Decimal(3), by=cast.lead, now=now)
    assign_specialist(this, specialist=cast.specialist_record, days=Decimal(3), by=cast.lead, now=now)


def test_placement_and_drafts_count_with_the_days_of_the_year(cast, this_year, now):
    vacant = newcomer(cast, cast.project, now)

    def days_left():
        (row,) = vacancies([vacant], cast.lead, this_year.start, timezone.localdate(now))
        return next(item.days_left for item in row.candidates if item.specialist == cast.specialist_record)

    before = days_left()
    give(cast, now, days={this_year: cast.specialist_record.days_a_year + 7})
    assert days_left() == before + 7


def test_lead_sets_days_on_the_page_and_an_administrator_of_the_hub_cannot(cast, client_of, this_year, now):
    url = reverse("specialists:days", args=[cast.specialist_record.pk])
    data = {f"days_{this_year.start}": "12.5", f"days_{this_year.start + 1}": "9"}
    client = client_of(cast.lead)
    page = client.post(url, data, follow=True).content.decode()
    assert "Placement now uses them" in page
    assert "12½" in page
    assert set(SpecialistYear.objects.values_list("academic_year", "days")) == {
        (this_year.start, Decimal("12.50")),
        (this_year.start + 1, Decimal("9.00")),
    }
    with pytest.raises(PermissionDenied):
        set_days(cast.specialist_record, days={this_year: Decimal(1)}, by=cast.hubadmin, now=now)


def test_days_page_says_at_the_field_what_to_enter(cast, client_of, this_year):
    url = reverse("specialists:days", args=[cast.specialist_record.pk])
    page = client_of(cast.lead).post(url, {f"days_{this_year.start}": "many", f"days_{this_year.start + 1}": "-1"})
    assert f"Enter the days in {this_year} as a number" in page.content.decode()
    assert "Days must be 0 or more." in page.content.decode()
    assert not SpecialistYear.objects.exists()
