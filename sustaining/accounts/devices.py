"""Devices that a person has signed in on: a signed cookie keeps the accounts' keys for a year."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from .models import User

SALT = "sustaining.accounts.devices"
YEAR = 365 * 24 * 3600
MAX_ACCOUNTS = 10


def _account_ids(request: HttpRequest) -> list[int]:
    try:
        account_ids = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return []
    return [pk for pk in account_ids if isinstance(pk, int)] if isinstance(account_ids, list) else []


def is_known(request: HttpRequest, user: User) -> bool:
    """Return whether this browser has signed in to the account before."""
    return user.pk in _account_ids(request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Remember that this browser has signed in to the account; on a shared device, to the last ten accounts."""
    account_ids = [pk for pk in _account_ids(request) if pk != user.pk][-(MAX_ACCOUNTS - 1) :]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([*account_ids, user.pk], salt=SALT),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
