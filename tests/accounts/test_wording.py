"""Every page, message and email of django-allauth that people meet is in the site's own words."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.matrix.test_library_pages import library_pages
from tests.sign_in import give_totp

pytestmark = pytest.mark.django_db
LIBRARY = Path(allauth.__file__).parent / "templates"
OURS = Path(settings.BASE_DIR) / "templates"
NOT_WORDED = {"mfa/webauthn/snippets/login_script.html", "mfa/recovery_codes/download.txt"}
"""Templates of the library's that hold no words."""
NEVER_SENT = {
    "account_already_exists": "nobody signs up",
    "email_confirmation_signup": "nobody signs up",
    "email_confirm": "an address is confirmed by a link; the old one is told",
    "password_reset_code": "a password is reset by a link",
}
RIDDLES = re.compile(
    r"safeguard|Make Primary|register an account|Re-send|[Tt]wo-[Ff]actor|reauthenticate to|special code|Bad Token"
)
TITLE_CASE = re.compile(r"<(?:h1|h2|button)[^>]*>\s*((?:[A-Z][a-z]+ ){1,4}[A-Z][a-z]+)\s*<")


@pytest.fixture
def with_factors(cast, client_of) -> Client:
    """A lead with an app and recovery codes, who gave a code in this session."""
    give_totp(cast.lead)
    client = client_of(cast.lead)
    session = client.session
    session["account_authentication_methods"][0]["method"] = "mfa"
    session.save()
    return client


def complaints(page: object, name: str) -> list[str]:
    """Return the library's own templates that a page was made of, and what is not our way of writing."""
    templates = [template for template in getattr(page, "templates", []) if template.origin]
    borrowed = [
        template.name
        for template in templates
        if Path(template.origin.name).is_relative_to(LIBRARY) and template.name not in NOT_WORDED
    ]
    text = page.content.decode()  # type: ignore[attr-defined]
    return [f"{name}: {problem}" for problem in [*borrowed, *RIDDLES.findall(text), *TITLE_CASE.findall(text)]]


def test_every_page_of_the_library_is_in_our_words(cast, client, client_of, with_factors):
    pages = {"strange": client, "plain": client_of(cast.hubadmin), "with factors": with_factors}
    opened, problems = set(), []
    for who, visitor in pages.items():
        for name in library_pages():
            page = visitor.get(reverse(name))
            if page.status_code == 200 and "html" in page["Content-Type"]:
                opened.add(name)
                problems += complaints(page, f"{who}, {name}")
    assert not problems, "\n".join(problems)
    assert len(opened) >= 20, sorted(opened)


def test_pages_about_one_thing_are_in_our_words(cast, client, with_factors):
    passkey = Authenticator.objects.create(
        user=cast.lead, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": {}}
    )
    address = EmailAddress.objects.create(user=cast.head, email="new@other.example")
    confirm = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    for visitor, path in (
        (with_factors, reverse("mfa_list_webauthn")),
        (with_factors, reverse("mfa_index")),
        (with_factors, reverse("mfa_remove_webauthn", args=[passkey.pk])),
        (with_factors, reverse("mfa_edit_webauthn", args=[passkey.pk])),
        (client, confirm),
        (client, reverse("account_confirm_email", args=["x"])),
        (client, reverse("account_reset_password_from_key", args=["1", "x-y"])),
    ):
        page = visitor.get(path)
        assert page.status_code == 200, path
        assert not complaints(page, path)


@pytest.mark.parametrize("folder", ["account", "mfa"])
def test_every_email_of_the_library_is_in_our_words(folder):
    stems = {path.name.removesuffix("_subject.txt") for path in (LIBRARY / folder / "email").glob("*_subject.txt")}
    worded = {path.name.removesuffix("_subject.txt") for path in (OURS / folder / "email").glob("*_subject.txt")}
    kinds = {path.stem.removeprefix("account_") for path in (OURS / "email").glob("account_*.subject")}
    assert stems - worded - kinds - set(NEVER_SENT) == set()


@pytest.mark.parametrize("folder", ["account", "mfa", "usersessions"])
def test_every_message_of_the_library_is_in_our_words(folder):
    excused = {
        "phone_verification_sent.txt",
        "phone_verified.txt",
    }  # the site signs nobody in by telephone
    messages = {path.name for path in (LIBRARY / folder / "messages").glob("*.txt")}
    assert messages - {path.name for path in (OURS / folder / "messages").glob("*.txt")} <= excused
