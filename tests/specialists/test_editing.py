"""A Specialist's record is corrected by their hub's lead, and their work for one of several hubs ends."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from specialists.actions import CannotStopForHub, SchoolNotPossible, edit_specialist, stop_for_hub
from specialists.models import SpecialistHub
from sustaining.accounts.actions import clear_in_batches
from sustaining.common.retention import RETENTION_RULES
from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db


def edit(cast, now, by=None, **values):
    record = cast.specialist_record
    values = {"home_school": record.home_school, "days_a_year": Decimal(15), "accredited_in": 2021} | values
    return edit_specialist(record, by=by or cast.lead, now=now, **values)


def test_lead_changes_own_school_days_and_accreditation(cast, now):
    school = SchoolFactory(hub=cast.hub)
    record = edit(cast, now, home_school=school, days_a_year=Decimal("7.5"))
    record.refresh_from_db()
    assert (record.home_school, record.days_a_year, record.accredited_in) == (school, Decimal("7.5"), 2021)
    for person in (cast.hubadmin, cast.specialist, cast.other.lead):
        with pytest.raises(PermissionDenied):
            edit(cast, now, by=person)


def test_supported_school_cannot_become_their_own(cast, now):
    with pytest.raises(SchoolNotPossible, match="End the assignment first"):
        edit(cast, now, home_school=cast.school)


def test_page_keeps_a_school_that_the_lead_does_not_see_and_refuses_others(cast, now, client_of):
    record = cast.specialist_record
    type(record.home_school).objects.filter(pk=record.home_school_id).update(hub=cast.other.hub)
    page = reverse("specialists:edit", args=[record.pk])
    values = {"home_school": record.home_school.urn, "days_a_year": "9", "accredited_in": ""}
    assert client_of(cast.lead).post(page, values).status_code == 302
    record.refresh_from_db()
    assert (record.days_a_year, record.accredited_in) == (Decimal(9), None)
    refused = client_of(cast.lead).post(page, values | {"home_school": cast.other.school.urn}).content.decode()
    assert "None of your schools has this URN." in refused


def test_work_ends_for_one_of_several_hubs_alone(cast, now, client_of):
    record, other = cast.specialist_record, cast.other.hub
    with pytest.raises(CannotStopForHub, match="works for no other hub"):
        stop_for_hub(record, hub=cast.hub, by=cast.lead, now=now)
    SpecialistHub.objects.create(specialist=record, hub=other)
    with pytest.raises(CannotStopForHub, match="still supports schools"):
        stop_for_hub(record, hub=cast.hub, by=cast.lead, now=now)
    with pytest.raises(PermissionDenied):
        stop_for_hub(record, hub=other, by=cast.lead, now=now)
    page = client_of(cast.other.lead).get(reverse("specialists:edit", args=[record.pk])).content.decode()
    assert f"End work for {other}" in page
    client_of(cast.other.lead).post(reverse("specialists:stop-for-hub", args=[record.pk, other.pk]))
    assert [link.hub for link in record.hub_links.all()] == [cast.hub]


def test_telephone_is_kept_as_dialled_and_cleared_after_they_have_left(cast, now, client_of):
    record = cast.specialist_record
    page = reverse("specialists:edit", args=[record.pk])
    values = {
        "home_school": record.home_school.urn,
        "days_a_year": "9",
        "accredited_in": "",
        "telephone": "+447700900318",
    }
    assert client_of(cast.lead).post(page, values).status_code == 302
    record.refresh_from_db()
    assert record.telephone == "07700 900318"
    assert 'value="07700 900318"' in client_of(cast.lead).get(page).content.decode()
    rule = RETENTION_RULES["telephones"]
    assert not rule.find(rule.before(now)).exists()
    type(record).objects.filter(pk=record.pk).update(ends_on=now.date() - timedelta(days=4 * 365))
    assert clear_in_batches(rule, by=cast.admin, now=now) == 1
    record.refresh_from_db()
    assert record.telephone == ""
    assert not record.events.exclude(telephone="").exists()
