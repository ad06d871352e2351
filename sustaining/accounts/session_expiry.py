"""When a session ends, so that a page can warn two minutes before."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

EXTENDED_AT = "stayed_at"


def seconds_left(request: HttpRequest, now: datetime) -> int:
    """Return the seconds until the session ends: its length, counted from the sign-in, or from the last *Stay signed in*."""
    extended_at = request.session.get(EXTENDED_AT)
    since = datetime.fromisoformat(extended_at) if extended_at else request.user.last_login or now  # type: ignore[union-attr]
    ends = since + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return max(0, int((ends - now).total_seconds()))


def stay_signed_in(request: HttpRequest, now: datetime) -> None:
    """Restart the session's time. Django sends the cookie again because the session has changed."""
    request.session[EXTENDED_AT] = now.isoformat()
