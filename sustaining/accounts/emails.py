"""The emails of accounts: invitations, and what allauth writes. They carry links and codes, so hubs cannot reword them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER

from .models import User

AREA = "Accounts"
ASKED_BY_THE_READER = "The reader has just asked for it on the site."


def is_still_invited(facts: Facts, now: datetime) -> bool:
    """Return whether the person has not set a password yet, and their account is active."""
    person = User.objects.filter(pk=facts["user"], is_active=True).first()
    return person is not None and not person.has_usable_password()


def _context(**fields: Any) -> Context:
    return {"person": User(pk=1, full_name="Ines Abara", email="ines@castlehill.example"), "about": None, **fields}


def _link(**fields: Any) -> Context:
    return _context(link=settings.SITE_URL + reverse("accounts:accept-invitation", args=["sample"]), **fields)


def _allauth(name: str, title: str, goes_when: str, *variables: Variable, **fields: Any) -> EmailKind:
    return EmailKind(
        name=f"account_{name}",
        area=AREA,
        title=title,
        goes_when=goes_when,
        category=Category.REQUIRED,
        reason="It lets a person sign in.",
        variables=variables,
        always_true=ASKED_BY_THE_READER,
        **fields,
    )


register(
    EmailKind(
        name="invitation",
        area=AREA,
        title="Invitation to the site",
        goes_when="when someone is given a role and has no password yet",
        category=Category.REQUIRED,
        reason="Without it a person cannot sign in at all.",
        variables=(
            *READER,
            Variable("who", "the person who invites them", lambda context: context["inviter"]),
            Variable("role", "their role", lambda context: context["role"]),
            Variable("place", "the school or hub", lambda context: context["place"]),
        ),
        buttons=(Button("Set a password", lambda context: context["link"]),),
        sender=lambda context: context["hub"],
        sample=lambda: _link(hub=None, inviter="Lena Marsh", role="Mastery Advocate", place="Castle Hill Academy"),
        still_true=is_still_invited,
    ),
    _allauth(
        "login_code",
        "Code to sign in",
        "when someone asks for a code to sign in with",
        Variable("code", "the code", lambda context: context["code"]),
        sample=lambda: _context(code="H7K2PQ"),
    ),
    _allauth(
        "password_reset_key",
        "New password",
        "when someone asks for a new password",
        buttons=(Button("Choose a new password", lambda context: context["password_reset_url"]),),
        sample=lambda: _context(
            password_reset_url=settings.SITE_URL + reverse("account_reset_password_from_key", args=["1", "sample"])
        ),
    ),
    _allauth(
        "unknown_account",
        "Unknown address",
        "when someone tries to sign in with an address that no account has",
        Variable("email", "the address", lambda context: context["email"]),
        sample=lambda: _context(email="ines@castlehill.example"),
    ),
    _allauth(
        "mail",
        "Other sign-in emails",
        "when the sign-in system sends any other email",
        Variable("subject", "its subject", lambda context: context["subject"]),
        Variable("message", "its text", lambda context: context["message"]),
        sample=lambda: _context(subject="A passkey was added", message="A passkey was added to your account."),
    ),
)
