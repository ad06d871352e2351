"""What accounts and signing in hold about people."""

from __future__ import annotations

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry

from sustaining.common.personal_data import holds

from .models import SecurityEvent, User

SIGN_IN = "So that you can sign in, and no one else as you."
WITH_ACCOUNT = "Until the account is cleared, 6 full years after the last post ended."

holds(
    User,
    "Your account",
    why="So that you can sign in, and be invited and written to.",
    clears=("people", "substitutes", "trns"),
    whole_for=("pk",),
    names=("full_name",),
    secrets=("password",),
)
holds(
    SecurityEvent,
    "Sign-ins and changes to the account",
    why="To notice when someone else uses an account.",
    stays="400 days.",
    whole_for=("user",),
    addresses=("email",),
)
holds(EmailAddress, "Addresses to sign in with", why=SIGN_IN, stays=WITH_ACCOUNT, whole_for=("user",))
holds(
    EmailConfirmation,
    "Confirmations of addresses",
    why=SIGN_IN,
    stays=WITH_ACCOUNT,
    whole_for=("email_address__user",),
    addresses=("email_address__email",),
    secrets=("key",),
)
holds(
    Authenticator,
    "Second factors and passkeys",
    why=SIGN_IN,
    stays=WITH_ACCOUNT,
    whole_for=("user",),
    secrets=("data",),
)
holds(
    UserSession,
    "Devices that are signed in",
    why="So that you can see where you are signed in, and end it.",
    stays="Until the session ends, a day at most.",
    whole_for=("user",),
    secrets=("session_key", "data"),
)
holds(
    LogEntry,
    "Changes in Django admin",
    why="To know who changed what.",
    clears=("admin log",),
    whole_for=("user",),
    mentions=("object_repr", "change_message"),
)
