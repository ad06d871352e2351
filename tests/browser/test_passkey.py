"""Adding a passkey, signing in by it, and one that is refused: with Chromium's own authenticator, made of software."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from sustaining.accounts.models import User
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in_key(visitor: Any) -> tuple[Any, str]:
    """Give a visitor's device an authenticator; return its session with the browser, and its id."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]


def test_passkey_is_added_signs_in_and_is_refused_with_a_sentence(visit, settings, live_server):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    settings.ACCOUNT_REAUTHENTICATION_REQUIRED = True
    User.objects.system()
    person = UserFactory(email="pat@demo.example", full_name="Pat Key")
    visitor = visit(390)
    session, key = plug_in_key(visitor)

    visitor.sign_in(person.email)
    prove_mailbox(visitor)
    visitor.go(reverse("mfa_add_webauthn"))
    visitor.page.get_by_label("Name").fill("Phone")
    visitor.page.get_by_label("Use as a passkey").check()
    session.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    visitor.page.get_by_role("button", name="Add", exact=True).click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("passkey was not used")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    visitor.page.get_by_role("button", name="Add", exact=True).click()
    visitor.sees("Recovery codes")
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).count() == 1

    visitor.context.clear_cookies()
    visitor.go(reverse("account_login"))
    visitor.page.get_by_role("button", name="Use a passkey").click()
    visitor.page.wait_for_url(f"{live_server.url}/")
    visitor.sees("Pat Key")

    Authenticator.objects.filter(user=person).delete()
    visitor.context.clear_cookies()
    visitor.go(reverse("account_login"))
    visitor.page.get_by_role("button", name="Use a passkey").click()
    visitor.sees("passkey was not recognised")


def prove_mailbox(visitor: Any) -> None:
    """Note in the visitor's session that the mailbox was proved: how is tested without a browser."""
    name = django_settings.SESSION_COOKIE_NAME
    key = next(cookie["value"] for cookie in visitor.context.cookies() if cookie["name"] == name)
    store = import_module(django_settings.SESSION_ENGINE).SessionStore(key)
    store["mailbox_proved_at"] = timezone.now().isoformat()
    store.save()
