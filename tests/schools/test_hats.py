"""People with several hats: what is shown follows the one that is worn; what one may do never does."""

from __future__ import annotations

import pytest

from schools.choices import HubRole
from tests.factories import HubStaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(cast):
    """An Advocate who is also a hub administrator."""
    HubStaffFactory(user=cast.advocate, hub=cast.hub, role=HubRole.ADMINISTRATOR)
    return cast.advocate


def test_a_hat_is_put_on_by_address_kept_and_taken_off(cast, both, client_of):
    client = client_of(both)
    first = client.get("/").content.decode()
    assert "+1" in first
    assert "Applications" in first
    worn = client.get(f"/?as=advocate-{cast.school.pk}").content.decode()
    assert "Applications" not in worn
    assert f"Advocate · {cast.school.name}" in worn
    assert "Applications" not in client.get("/schools/").content.decode()
    assert "Applications" in client.get("/?as=all").content.decode()
    assert "Applications" in client.get("/").content.decode()


def test_what_one_may_do_does_not_depend_on_it(cast, both, client_of):
    client = client_of(both)
    client.get(f"/?as=advocate-{cast.school.pk}")
    assert client.get("/calls/").status_code == 200
    assert client.get("/schools/find/").status_code == 200


@pytest.mark.parametrize("key", ["lead-1", "x" * 500, "advocate-", "all"])
def test_a_hat_that_is_not_ones_own_is_no_hat(cast, client_of, key):
    assert "Sessions" in client_of(cast.advocate).get(f"/?as={key}").content.decode()


def test_signed_out_people_wear_nothing(client):
    assert client.get("/?as=lead-1").status_code == 302
