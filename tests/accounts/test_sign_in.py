"""Coming in: by invitation, by password, by a code; and what nobody gets."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schools.actions import add_contact
from schools.choices import ContactRole
from sustaining.accounts.models import User
from sustaining.outbox.delivery import deliver_all
from sustaining.outbox.models import Email
from tests.cast import PASSWORD
from tests.links import invitation_path

pytestmark = pytest.mark.django_db

NEW = "four-green-bars-and-a-line"


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def invited(cast, now) -> User:
    add_contact(
        cast.school, full_name="Gus Hale", email="Gus@New.Example", role=ContactRole.FINANCE, by=cast.lead, now=now
    )
    return User.objects.get(email="gus@new.example")


def link(user: User) -> str:
    return invitation_path(user)


def test_an_invitation_sets_a_password_once(invited, client):
    url = link(invited)
    assert client.get(url).status_code == 200
    assert client.post(url, {"password1": NEW, "password2": NEW}).status_code == 302
    assert signed_in(client)
    assert Client().get(url).status_code == 410
    other = Client()
    sign_in(other, "GUS@new.example", NEW)
    assert signed_in(other)


@pytest.mark.parametrize(
    ("first", "second"),
    [("short", "short"), (NEW, "another"), ("", ""), ("1234567890123", "1234567890123"), ("\x00" * 12,) * 2],
)
def test_a_weak_password_gets_a_sentence(invited, client, first, second):
    page = client.post(link(invited), {"password1": first, "password2": second})
    assert page.status_code == 200
    assert "There is something to mend" in page.content.decode()
    assert not signed_in(client)


@pytest.mark.parametrize("token", ["x", "a:b:c", "x" * 3000, "%00", "ünï"])
def test_a_forged_link_opens_nothing(client, token):
    assert client.get(f"/accounts/invitation/{token}/").status_code in (400, 404, 410)


def test_an_old_link_opens_nothing(invited, client):
    url = link(invited)
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert client.get(url).status_code == 410


def test_the_address_counts_without_its_case(cast, client):
    sign_in(client, "LEAD@Demo.Example")
    assert signed_in(client)


@pytest.mark.parametrize(
    ("email", "password"), [("lead@demo.example", "wrong"), ("nobody@demo.example", PASSWORD), ("x", "")]
)
def test_a_wrong_password_says_the_same_for_everyone(cast, client, email, password):
    page = sign_in(client, email, password)
    assert page.status_code == 200
    assert not signed_in(client)
    assert "There is something to mend" in page.content.decode()


def test_somebody_who_tries_passwords_is_stopped(cast, client):
    statuses = [sign_in(client, "lead@demo.example", f"wrong{number}").status_code for number in range(12)]
    assert not signed_in(client)
    sign_in(client, "lead@demo.example")
    assert not signed_in(client) or 429 in statuses


def test_a_forgotten_password_is_reset_by_a_link_through_the_outbox(cast, client):
    client.post(reverse("account_reset_password"), {"email": cast.lead.email})
    assert Email.objects.filter(to=cast.lead.email, kind__startswith="account_").count() == 1
    deliver_all(timezone.now)
    letter = next(one for one in mail.outbox if one.to == [cast.lead.email])
    (path,) = re.findall(r"/accounts/password/reset/key/\S+/", letter.body)
    page = client.get(path, follow=True)
    assert page.status_code == 200
    client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    other = Client()
    sign_in(other, cast.lead.email, NEW)
    assert signed_in(other)
    email = Email.objects.get(to=cast.lead.email, kind="account_password_reset_key")
    assert path not in email.text
    assert list(email.placeholders.values()) == [{"sealed": ""}]


def test_nobody_learns_who_has_an_account(cast, client):
    known = client.post(reverse("account_reset_password"), {"email": cast.lead.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@demo.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_a_code_by_mail_comes_in(cast, client):
    client.post(reverse("account_request_login_code"), {"email": cast.lead.email})
    deliver_all(timezone.now)
    (letter,) = [one for one in mail.outbox if one.to == [cast.lead.email]]
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]*)\s*$", letter.body, re.MULTILINE)
    assert code, letter.body
    client.post(reverse("account_confirm_login_code"), {"code": code[1]})
    assert signed_in(client)


def test_the_door_after_sign_in_is_on_this_site(cast, client):
    answer = client.post(
        reverse("account_login"), {"login": cast.lead.email, "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert answer.url == "/"


def test_an_account_that_is_closed_does_not_come_in(cast, client):
    User.objects.filter(pk=cast.lead.pk).update(is_active=False)
    sign_in(client, cast.lead.email)
    assert not signed_in(client)


def test_one_address_is_one_account(cast):
    for address in ("LEAD@demo.example", "lead@demo.example"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(email=address, full_name="Twice")


def test_the_admin_asks_for_a_second_factor_where_it_is_wanted(cast, client_of, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    answer = client_of(cast.admin).get("/admin/")
    assert answer.status_code == 302
    assert "/2fa/" in answer.url or "login" in answer.url
