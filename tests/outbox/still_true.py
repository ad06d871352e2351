"""A mail of a kind, and whether it would still go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sustaining.accounts.models import User
from sustaining.outbox.delivery import is_still_true
from sustaining.outbox.models import Email


def goes(kind: str, now: datetime, **lookup: Any) -> bool:
    """Return whether the newest mail of a kind would still go."""
    return is_still_true(Email.objects.filter(kind=kind, **lookup).latest("pk"), now)


def close_account(person: User) -> None:
    """The account is closed; what the person holds stays as it is."""
    User.objects.filter(pk=person.pk).update(is_active=False)
