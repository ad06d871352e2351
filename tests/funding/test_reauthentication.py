"""A payee, a hub's finance set-up and its settings ask for the password again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from funding.models import Claim, MoneySetup
from tests.cast import PASSWORD
from tests.sign_in import forget_reauthentication

pytestmark = pytest.mark.django_db
ASKS = "/accounts/reauthenticate/"


@pytest.fixture
def payee_page(claim_maker) -> str:
    return reverse("funding:payee", args=[claim_maker.draft("100.00").reference])


@pytest.fixture
def stale(cast, client_of) -> Client:
    """The hub administrator, whose password was given too long ago."""
    client = client_of(cast.hubadmin)
    forget_reauthentication(client)
    return client


def test_pages_of_payee_and_finance_set_up_ask_who_it_is_first(cast, stale, payee_page):
    for page in (payee_page, reverse("funding:setup", args=[cast.hub.pk])):
        assert stale.get(page).headers["Location"] == f"{ASKS}?{urlencode({'next': page})}"
        answer = stale.post(f"{ASKS}?next={page}", {"password": PASSWORD, "next": page})
        assert answer.headers["Location"] == page
        assert stale.get(page).status_code == 200
        forget_reauthentication(stale)


@pytest.mark.parametrize("name", ["conditions", "window", "columns"])
def test_form_of_finance_set_up_asks_who_it_is(cast, stale, name):
    answer = stale.post(reverse(f"funding:setup-{name}", args=[cast.hub.pk]), {"conditions": "None"})
    assert answer.headers["Location"].startswith(ASKS)
    assert not MoneySetup.objects.exists()


def test_hub_settings_and_budget_ask_who_it_is(cast, client_of):
    client = client_of(cast.lead)
    forget_reauthentication(client)
    for name in ("schools:hub-settings", "funding:setup-budget"):
        page = reverse(name, args=[cast.hub.pk])
        assert client.post(page, {"staff_need_second_factor": "on"}).headers["Location"].startswith(ASKS), name
    cast.hub.refresh_from_db()
    assert not cast.hub.staff_need_second_factor


def test_payee_sent_after_the_time_is_kept_and_saved_after_the_password(stale, payee_page):
    answer = stale.post(payee_page, {"payee": "Rivermead Trust", "invoice_number": "INV-7"})
    assert not Claim.objects.filter(payee="Rivermead Trust").exists()
    wrong = stale.post(answer.headers["Location"], {"password": "wrong", "next": payee_page})
    assert wrong.status_code == 200
    assert stale.post(answer.headers["Location"], {"password": PASSWORD, "next": payee_page}).status_code == 302
    assert Claim.objects.get(payee="Rivermead Trust").invoice_number == "INV-7"


def test_payee_refused_after_the_password_is_shown_with_what_was_typed(stale, payee_page):
    answer = stale.post(payee_page, {"payee": "", "invoice_number": "INV-7"})
    page = stale.post(answer.headers["Location"], {"password": PASSWORD, "next": payee_page}).content.decode()
    assert 'value="INV-7"' in page
    assert f'action="{payee_page}"' in page
    assert re.search("Enter the name on the school", page)


def test_recent_password_counts_for_five_minutes(stale, payee_page, now):
    stale.post(ASKS, {"password": PASSWORD})
    with time_machine.travel(now + timedelta(minutes=4)):
        assert stale.get(payee_page).status_code == 200
    with time_machine.travel(now + timedelta(minutes=6)):
        assert stale.get(payee_page).headers["Location"].startswith(ASKS)


def test_kept_form_is_not_sent_by_the_next_person_to_sign_in(cast, stale, payee_page):
    stale.post(payee_page, {"payee": "Rivermead Trust"})
    stale.post(reverse("account_logout"))
    stale.post(reverse("account_login"), {"login": cast.lead.email, "password": PASSWORD})
    stale.post(ASKS, {"password": PASSWORD, "next": payee_page})
    assert not Claim.objects.filter(payee="Rivermead Trust").exists()


def test_people_without_the_permission_are_refused_before_they_are_asked(cast, client_of, payee_page):
    client = client_of(cast.auditor)
    forget_reauthentication(client)
    assert client.get(payee_page).status_code == 403
