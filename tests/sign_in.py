"""Sign-in without the pages: with a recent password, and with an authenticator app."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as OWNER,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client

from sustaining.accounts.models import User


def give_totp(user: User) -> str:
    """Give a person an authenticator app and recovery codes; return the app's secret."""
    secret = "A" * 32
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def totp_code(secret: str) -> str:
    """Return the code that an authenticator app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def sign_in_recently(client: Client, user: User) -> Client:
    """Sign a client in as somebody who has just given their password again; return it."""
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[RECORDS] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session[OWNER] = user_id_to_str(user)
    session.save()
    return client


def forget_reauthentication(client: Client) -> None:
    """Let the client's last password be too long ago."""
    session = client.session
    session[RECORDS] = []
    session.save()
