"""What tests of signing in share: a person's authenticator app and its codes."""

from __future__ import annotations

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp

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
