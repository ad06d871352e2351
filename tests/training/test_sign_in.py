"""One press signs in as a person of the demo: on a training site, and nowhere else."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from sustaining.accounts.models import User
from sustaining.sampledata.demo.data import SIGN_INS
from sustaining.training.actions import sign_in_as
from tests.training.conftest import build_people

pytestmark = pytest.mark.django_db

ADDRESSES = [email for email, _, _ in SIGN_INS]
URL = "/training/sign-in/"


def signed_in_as(client: Client) -> str:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else ""


def test_every_person_of_the_demo_is_offered_and_signed_in_by_one_press(training_site):
    page = Client().get(reverse("account_login")).content.decode()
    assert "Sign in as Lena Marsh, hub lead, Rivermead" in page
    assert "Sign in as Nina Hartwell, Mastery Advocate, Castle Hill School" in page
    for address in ADDRESSES:
        assert f'value="{address}"' in page
        client = Client()
        answer = client.post(URL, {"person": address})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        assert signed_in_as(client) == address


def test_programme_administrator_reaches_django_admin_without_a_code(training_site, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    client = Client()
    client.post(URL, {"person": "admin@demo.example"})
    assert client.get("/admin/").status_code == 200


def test_press_on_another_person_changes_who_is_signed_in(training_site):
    client = Client()
    for address in ("lead@demo.example", "finance@demo.example"):
        client.post(URL, {"person": address})
        assert signed_in_as(client) == address


@pytest.mark.parametrize("is_marked_elsewhere", [True, False])
def test_no_person_of_the_demo_is_signed_in_on_another_site(settings, now, is_marked_elsewhere):
    """Neither where the demo was loaded on an unmarked database, nor where the setting alone says training."""
    build_people(now)
    settings.TRAINING_SITE = is_marked_elsewhere
    page = Client().get(reverse("account_login")).content.decode()
    assert "Sign in as" not in page
    for address in ADDRESSES:
        client = Client()
        assert client.post(URL, {"person": address}).status_code == 404
        assert signed_in_as(client) == ""
        with pytest.raises(PermissionDenied, match="Only the invented people of a training site"):
            sign_in_as(User.objects.get(email=address), by=User.objects.system(), now=now)


def test_press_without_csrf_token_or_by_get_is_refused(training_site):
    client = Client(enforce_csrf_checks=True)
    assert client.post(URL, {"person": "lead@demo.example"}).status_code == 403
    assert client.get(URL).status_code == 405
    assert signed_in_as(client) == ""


@pytest.mark.parametrize(
    "address", ["", "nobody@demo.example", "nkem.okafor@demo.example", "system@sustaining.invalid"]
)
def test_nobody_else_is_signed_in(training_site, address):
    client = Client()
    assert client.post(URL, {"person": address}).status_code == 403
    assert signed_in_as(client) == ""


def test_closed_account_is_neither_offered_nor_signed_in(training_site):
    User.objects.filter(email="lead@demo.example").update(is_active=False)
    client = Client()
    assert "Lena Marsh" not in client.get(reverse("account_login")).content.decode()
    assert client.post(URL, {"person": "lead@demo.example"}).status_code == 403
