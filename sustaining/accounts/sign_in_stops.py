"""Pages between signing in and where the person was going, for example a privacy notice that has changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.http import urlencode

from sustaining.common.extensions import ExtensionPoint

if TYPE_CHECKING:
    from sustaining.accounts.models import User

SIGN_IN_STOPS: ExtensionPoint[str] = ExtensionPoint(
    "accounts.sign_in_stops",
    "The address of a page that (person, now) is shown right after signing in, or an empty text.",
)


def next_stop(user: User, now: datetime, *, destination: str) -> str:
    """Return where to go after signing in: the first stop with something to show, else `destination`.

    A stop gets the destination as `?next=`, and goes on to it.
    """
    for address in SIGN_IN_STOPS.collect(user, now):
        if address:
            return f"{address}?{urlencode({'next': destination})}"
    return destination
