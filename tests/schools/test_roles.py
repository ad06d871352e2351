"""People with several roles: what is shown follows the active one; what they may do never does."""

from __future__ import annotations

import pytest

from schools.actions import add_contact
from schools.choices import ContactRole, HubRole
from tests.factories import HubStaffFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead_and_specialist(cast):
    """An Advocate who is also a hub administrator."""
    HubStaffFactory(user=cast.advocate, hub=cast.hub, role=HubRole.ADMINISTRATOR)
    return cast.advocate


def test_role_selected_by_address_is_kept_until_all_are_selected(cast, lead_and_specialist, client_of):
    client = client_of(lead_and_specialist)
    first = client.get("/").content.decode()
    assert f"<b>{cast.hub} and {cast.school.name}</b>" in first
    assert "<small>Hub administrator, Mastery Advocate</small>" in first
    assert "Applications" in first
    shown = client.get(f"/?as=advocate-{cast.school.pk}").content.decode()
    assert "Applications" not in shown
    assert f"Mastery Advocate · {cast.school.name}" in shown
    assert "Applications" not in client.get("/schools/").content.decode()
    assert "Applications" in client.get("/?as=all").content.decode()
    assert "Applications" in client.get("/").content.decode()


def test_permissions_do_not_depend_on_the_active_role(cast, lead_and_specialist, client_of):
    client = client_of(lead_and_specialist)
    client.get(f"/?as=advocate-{cast.school.pk}")
    assert client.get("/calls/").status_code == 200
    assert client.get("/schools/find/").status_code == 200


@pytest.mark.parametrize("key", ["lead-1", "x" * 500, "advocate-", "all"])
def test_role_that_is_not_held_selects_all(cast, client_of, key):
    assert "Sessions" in client_of(cast.advocate).get(f"/?as={key}").content.decode()


def test_signed_out_visitor_has_no_role(client):
    assert client.get("/?as=lead-1").status_code == 302


def test_person_with_one_role_at_several_schools_is_told_of_how_many(cast, now, client_of):
    other = SchoolFactory(hub=cast.hub)
    add_contact(other, full_name="", email=cast.finance.email, role=ContactRole.FINANCE, by=cast.lead, now=now)
    client = client_of(cast.finance)
    for address in ("/", "/claims/"):
        page = client.get(address).content.decode()
        assert "<b>2 schools</b>" in page
        assert "<small>Finance contact</small>" in page
        assert '<p class="crumbs">2 schools</p>' in page
    chosen = client.get(f"/?as=finance-{other.pk}").content.decode()
    assert f"<b>{other.name}</b>" in chosen


def test_specialist_is_not_shown_as_working_for_the_school_they_teach_at(cast, client_of):
    page = client_of(cast.specialist).get("/").content.decode()
    assert f"<b>{cast.specialist}</b>" in page
    assert "<small>Mastery Specialist</small>" in page
