"""People with several roles: what is shown follows the active one; what they may do never does."""

from __future__ import annotations

import re
from datetime import date

import pytest

from schools.choices import ContactRole, HubRole
from schools.models import SchoolContact
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
    assert "All 2 of your roles" in first
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


def test_roles_that_are_alike_are_named_together_and_no_place_stands_above_them(cast, client_of):
    """A finance contact of a trust: the top of the page says whose data it shows."""
    client = client_of(cast.finance)
    crumbs = re.compile(r'<p class="crumbs">\s*(.*?)\s*</p>')
    assert crumbs.search(client.get("/claims/").content.decode())[1] == str(cast.school)
    SchoolContact.objects.create(
        user=cast.finance, school=SchoolFactory(hub=cast.hub), role=ContactRole.FINANCE, starts_on=date(2026, 9, 1)
    )
    shown = client.get("/claims/").content.decode()
    assert "Finance contact at 2 schools" in shown
    assert crumbs.search(shown)[1] == ""


@pytest.mark.parametrize("key", ["lead-1", "x" * 500, "advocate-", "all"])
def test_role_that_is_not_held_selects_all(cast, client_of, key):
    assert "Sessions" in client_of(cast.advocate).get(f"/?as={key}").content.decode()


def test_signed_out_visitor_has_no_role(client):
    assert client.get("/?as=lead-1").status_code == 302
