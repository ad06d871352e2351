"""Replacing SECRET_KEY: links, sessions and codes that wait go on, and a command says when the former key can go."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sustaining.accounts.actions import find_or_add_person
from sustaining.outbox.delivery import deliver_all
from sustaining.outbox.keys import count_uses_of_former_keys
from sustaining.outbox.models import Email
from tests.cast import PASSWORD
from tests.links import invitation_path

OLD, NEW = "the-former-key-" * 4, "the-new-key-" * 5


@pytest.fixture
def rotate(settings):
    """Replace the key, as a deployment does: the former one stays as a fallback."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []

    def replace() -> None:
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]

    return replace


def say() -> str:
    out = io.StringIO()
    call_command("old_keys", stdout=out)
    return out.getvalue()


def test_links_sessions_and_codes_survive_a_new_key(cast, now, rotate, settings, mailoutbox):
    person, _ = find_or_add_person("new@school.example", "Nina New")
    invitation = invitation_path(person)
    client = Client()
    client.post(reverse("account_login"), {"login": cast.advocate.email, "password": PASSWORD})
    Client().post(reverse("account_request_login_code"), {"email": cast.lead.email})
    assert Email.objects.filter(kind="account_login_code", state="queued").exists()
    assert count_uses_of_former_keys(now).is_none
    rotate()
    assert count_uses_of_former_keys(now).emails >= 1
    assert count_uses_of_former_keys(now).sessions >= 1
    assert "Keep the former keys" in say()
    assert Client().get(invitation).status_code == 200
    assert client.get("/").status_code == 200
    deliver_all(timezone.now)
    sent = next(mail for mail in mailoutbox if mail.to == [cast.lead.email])
    assert "link.invalid" not in sent.body
    assert count_uses_of_former_keys(now).emails == 0


def test_what_needs_a_key_that_is_gone_is_counted_apart(cast, now, rotate, settings):
    client = Client()
    client.post(reverse("account_login"), {"login": cast.advocate.email, "password": PASSWORD})
    Client().post(reverse("account_request_login_code"), {"email": cast.lead.email})
    rotate()
    before = count_uses_of_former_keys(now)
    settings.SECRET_KEY_FALLBACKS = []
    after = count_uses_of_former_keys(now)
    assert after.is_none
    assert (after.lost_emails, after.lost_sessions) == (before.emails, before.sessions)
    assert min(before.emails, before.sessions) > 0
    assert (before.lost_emails, before.lost_sessions) == (0, 0)
    report = say()
    assert "Put it back into SECRET_KEY_FALLBACKS." in report
    assert "these people sign in again" in report


def test_links_need_no_former_key(cast, rotate, settings):
    person, _ = find_or_add_person("new@school.example", "Nina New")
    invitation = invitation_path(person)
    rotate()
    settings.SECRET_KEY_FALLBACKS = []
    assert Client().get(invitation).status_code == 200


def test_command_says_when_the_former_keys_can_go(db, rotate):
    rotate()
    assert "You can remove the former keys." in say()
