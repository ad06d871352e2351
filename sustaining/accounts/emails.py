"""The emails of accounts: invitations, and what allauth writes. They carry links and codes, so hubs cannot reword them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, SampleHub
from sustaining.outbox.sealing import Sealed

from .models import User

AREA = "Accounts"
ADVICE = "If this was you, you don’t need to do anything. If it wasn’t, choose a new password straight away and tell your hub."
ASKED_BY_THE_READER = "The reader has just asked for it on the site."


def is_still_invited(facts: Facts, now: datetime) -> bool:
    """Return whether the person has not set a password yet, and their account is active."""
    person = User.objects.filter(pk=facts["user"], is_active=True).first()
    return person is not None and not person.has_usable_password()


def _context(**fields: Any) -> Context:
    person = User(pk=1, full_name="Ines Abara", email="ines@castlehill.example")
    return {"person": person, "about": None, "hub": SampleHub(), **fields}


def _link(**fields: Any) -> Context:
    return _context(link=settings.SITE_URL + reverse("accounts:accept-invitation", args=["sample"]), **fields)


def _hub(context: Context) -> Any:
    return context.get("hub")


def _notified(**fields: Any) -> Context:
    """Return a sample of a notification of allauth's, as `AccountAdapter.send_mail` gives it."""
    return _context(
        subject="New sign-in to your Sustaining account",
        message="Someone signed in to your Sustaining account on a device that we have not seen before.",
        when="Friday 27 November 2026, 4:10pm",
        device="Chrome on Windows",
        ip="192.0.2.14",
        **fields,
    )


def _reset_password(context: Context) -> str:
    """Return where a password is chosen anew, for an email that warns; nothing for any other."""
    return settings.SITE_URL + reverse("account_reset_password") if context.get("device") else ""


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
        sender=_hub,
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
        sample=lambda: _link(inviter="Lena Marsh", role="Mastery Advocate", place="Castle Hill Academy"),
        still_true=is_still_invited,
    ),
    _allauth(
        "login_code",
        "Code to sign in",
        "when someone asks for a code to sign in with",
        Variable("code", "the code", lambda context: context["code"]),
        sample=lambda: _context(code=Sealed("H7K2PQ")),
    ),
    _allauth(
        "mailbox_code",
        "Security code",
        "when someone proves that they read their email, before they turn on two-step sign-in",
        Variable("code", "the code", lambda context: context["code"]),
        sample=lambda: _context(code=Sealed("H7K2PQ")),
    ),
    _allauth(
        "email_confirmation",
        "New email address",
        "when someone enters a new email address for their account",
        buttons=(Button("Confirm the address", lambda context: context["activate_url"]),),
        sample=lambda: _context(activate_url=settings.SITE_URL + reverse("account_confirm_email", args=["sample"])),
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
        sample=lambda: _context(email="ines@castlehill.example", person=None, hub=None),
    ),
    _allauth(
        "mail",
        "Other sign-in emails",
        "when the sign-in system sends any other email",
        Variable("subject", "its subject", lambda context: context["subject"]),
        Variable("message", "its text", lambda context: context["message"]),
        Variable("when", "when it happened", lambda context: context.get("when", "")),
        Variable("device", "the browser and the device", lambda context: context.get("device", "")),
        Variable("ip", "its network address", lambda context: context.get("ip", "")),
        Variable("advice", "what to do", lambda context: ADVICE if context.get("device") else ""),
        buttons=(Button("Choose a new password", _reset_password),),
        sample=_notified,
    ),
)
