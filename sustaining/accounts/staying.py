"""When a sign-in ends, so that a page can say so two minutes before (ux.md 22)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

STAYED = "stayed_at"


def seconds_left(request: HttpRequest, now: datetime) -> int:
    """Seconds until the session ends: its length from the sign-in, or from the last *Stay signed in*."""
    stayed = request.session.get(STAYED)
    since = datetime.fromisoformat(stayed) if stayed else request.user.last_login or now  # type: ignore[union-attr]
    ends = since + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return max(0, int((ends - now).total_seconds()))


def stay_signed_in(request: HttpRequest, now: datetime) -> None:
    """Begin the session's time anew; Django sends its cookie again, since the session has changed."""
    request.session[STAYED] = now.isoformat()
