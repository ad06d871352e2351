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


def test_invitation_link_sets_a_password_once(invited, client):
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
def test_invitation_with_a_weak_password_shows_an_error(invited, client, first, second):
    page = client.post(link(invited), {"password1": first, "password2": second})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not signed_in(client)


@pytest.mark.parametrize("token", ["x", "a:b:c", "x" * 3000, "%00", "ünï"])
def test_invitation_link_that_is_forged_is_refused(client, token):
    assert client.get(f"/accounts/invitation/{token}/").status_code in (400, 404, 410)


def test_invitation_link_that_is_too_old_is_refused(invited, client):
    url = link(invited)
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert client.get(url).status_code == 410


def test_desk_opens_without_a_word_about_signing_in(cast, client):
    page = client.post("/accounts/login/", {"login": cast.lead.email, "password": PASSWORD}, follow=True)
    assert page.status_code == 200
    assert [str(message) for message in page.context["messages"]] == []


def test_sign_in_ignores_the_case_of_the_address(cast, client):
    sign_in(client, "LEAD@Demo.Example")
    assert signed_in(client)


@pytest.mark.parametrize(
    ("email", "password"), [("lead@demo.example", "wrong"), ("nobody@demo.example", PASSWORD), ("x", "")]
)
def test_sign_in_with_a_wrong_password_shows_the_same_error_for_everyone(cast, client, email, password):
    page = sign_in(client, email, password)
    assert page.status_code == 200
    assert not signed_in(client)
    assert "There is a problem" in page.content.decode()


def test_sign_in_after_many_wrong_passwords_is_rate_limited(cast, client):
    statuses = [sign_in(client, "lead@demo.example", f"wrong{number}").status_code for number in range(12)]
    assert not signed_in(client)
    sign_in(client, "lead@demo.example")
    assert not signed_in(client) or 429 in statuses


def test_password_reset_link_is_sent_through_the_outbox(cast, client):
    client.post(reverse("account_reset_password"), {"email": cast.lead.email})
    assert Email.objects.filter(to=cast.lead.email, kind__startswith="account_").count() == 1
    deliver_all(timezone.now)
    letter = next(message for message in mail.outbox if message.to == [cast.lead.email])
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


def test_password_reset_does_not_disclose_accounts(cast, client):
    known = client.post(reverse("account_reset_password"), {"email": cast.lead.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@demo.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_sign_in_by_emailed_code_is_possible(cast, client):
    client.post(reverse("account_request_login_code"), {"email": cast.lead.email})
    deliver_all(timezone.now)
    (letter,) = [message for message in mail.outbox if message.to == [cast.lead.email]]
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]*)\s*$", letter.body, re.MULTILINE)
    assert code, letter.body
    client.post(reverse("account_confirm_login_code"), {"code": code[1]})
    assert signed_in(client)


def test_sign_in_redirect_to_another_site_is_ignored(cast, client):
    answer = client.post(
        reverse("account_login"), {"login": cast.lead.email, "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert answer.url == "/"


def test_sign_in_to_a_closed_account_is_refused(cast, client):
    User.objects.filter(pk=cast.lead.pk).update(is_active=False)
    sign_in(client, cast.lead.email)
    assert not signed_in(client)


def test_account_with_an_address_in_use_is_refused(cast):
    for address in ("LEAD@demo.example", "lead@demo.example"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(email=address, full_name="Twice")


def test_admin_site_requires_a_second_factor_where_configured(cast, client_of, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    answer = client_of(cast.admin).get("/admin/")
    assert answer.status_code == 302
    assert "/2fa/" in answer.url or "login" in answer.url
