"""A hub lead adds a Specialist: a new one, one who had left, one who works for another hub too."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from specialists.actions import AlreadySpecialist, add_specialist
from specialists.models import Specialist
from sustaining.outbox.models import Email

pytestmark = pytest.mark.django_db


def add(cast, now, *, hub=None, by=None, email="sol@demo.example", name="Sol New", days="12.5"):
    return add_specialist(
        hub or cast.hub, full_name=name, email=email, home_school=cast.home_school, days_a_year=Decimal(days),
        by=by or cast.lead, now=now,
    )  # fmt: skip


def test_new_specialist_works_for_the_hub_and_is_invited(cast, now):
    specialist = add(cast, now)
    assert list(specialist.hubs.all()) == [cast.hub]
    assert (specialist.home_school, specialist.days_a_year) == (cast.home_school, Decimal("12.5"))
    assert Email.objects.filter(kind="invitation", to="sol@demo.example").count() == 1
    with pytest.raises(AlreadySpecialist), transaction.atomic():
        add(cast, now)


def test_specialist_who_had_left_comes_back(cast, now):
    specialist = add(cast, now)
    Specialist.objects.filter(pk=specialist.pk).update(ends_on=now.date() - timedelta(days=30))
    again = add(cast, now, days="8")
    assert (again.pk, again.ends_on, again.days_a_year) == (specialist.pk, None, Decimal(8))


def test_specialist_of_another_hub_keeps_their_school_and_days(cast, now):
    record = cast.other.specialist_record
    shared = add(cast, now, email=cast.other.specialist.email, name=str(cast.other.specialist), days="1")
    assert shared == record
    assert set(shared.hubs.all()) == {cast.hub, cast.other.hub}
    assert (shared.home_school, shared.days_a_year) == (record.home_school, record.days_a_year)


def test_specialists_are_added_by_a_hub_lead(cast, now):
    for person in (cast.hubadmin, cast.auditor, cast.specialist, cast.other.lead):
        with pytest.raises(PermissionDenied):
            add(cast, now, by=person)


def test_page_says_what_is_missing_and_adds(cast, client_of):
    client, address = client_of(cast.lead), reverse("specialists:add", args=[cast.hub.pk])
    html = client.post(address, {"home_school": cast.other.school.urn, "days_a_year": "x"}).content.decode()
    for sentence in ("Enter the person’s full name", "None of your schools has this URN", "Enter the number of days"):
        assert sentence in html
    values = {
        "full_name": "Sol New",
        "email": "sol@demo.example",
        "home_school": cast.home_school.urn,
        "days_a_year": "9",
    }
    page = client.post(address, values, follow=True)
    assert "Sol New added." in page.content.decode()
    assert "Add a Specialist" in client.get(reverse("specialists:list")).content.decode()
