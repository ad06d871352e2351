"""Devices that somebody has signed in on: a signed cookie remembers whose accounts, for a year."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from .models import User

SALT = "sustaining.accounts.devices"
YEAR = 365 * 24 * 3600
MOST = 10


def _accounts(request: HttpRequest) -> list[int]:
    try:
        kept = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return []
    return [pk for pk in kept if isinstance(pk, int)] if isinstance(kept, list) else []


def is_known(request: HttpRequest, user: User) -> bool:
    """Return whether this browser has signed in to the account before."""
    return user.pk in _accounts(request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Remember that this browser has signed in to the account; of a shared one, the last ten."""
    kept = [pk for pk in _accounts(request) if pk != user.pk][-(MOST - 1) :]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([*kept, user.pk], salt=SALT),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
