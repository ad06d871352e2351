"""Put a privacy notice that has changed to people as they sign in."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from sustaining.accounts.models import User
from sustaining.accounts.sign_in_stops import SIGN_IN_STOPS

from .notices import notices_to_read


@SIGN_IN_STOPS.provide
def changed_notice(person: User, now: datetime) -> str:
    """Return the address of the page with the notices that a person has not read yet. At most four queries."""
    return reverse("privacy:notices") if notices_to_read(person, now) else ""
