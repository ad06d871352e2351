"""What still hangs on a former SECRET_KEY, so that it is known when `SECRET_KEY_FALLBACKS` can lose it.

Links in emails hang on none: a token is random, and the database holds its digest. Emails that wait hold codes under the key
with which they were written, sessions are signed with the key of their last change, and browsers keep a signed list of
the accounts that they are known to, whose number nobody but the browsers knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.signing import BadSignature

from .models import Email, EmailState
from .sealing import cipher


@dataclass(frozen=True)
class KeyUse:
    """How many emails that wait, and how many sessions, need a former key."""

    emails: int
    sessions: int

    @property
    def is_none(self) -> bool:
        """Return whether the former keys can go."""
        return not (self.emails or self.sessions)


def count_uses_of_former_keys(now: datetime) -> KeyUse:
    """Return what can be read with a former key alone. Reads every email that waits and every session that has not ended."""
    waiting = Email.objects.filter(state=EmailState.QUEUED).exclude(placeholders={})
    emails = sum(_is_sealed_before(email.placeholders) for email in waiting.only("placeholders").iterator())
    sessions = Session.objects.filter(expire_date__gt=now).values_list("session_data", flat=True)
    return KeyUse(emails, sum(_is_signed_before(data) for data in sessions.iterator()))


def _is_sealed_before(placeholders: dict[str, dict[str, str]]) -> bool:
    newest = cipher([settings.SECRET_KEY])
    for part in placeholders.values():
        if sealed := part.get("sealed"):
            try:
                newest.decrypt(sealed.encode())
            except InvalidToken:
                return True
    return False


def _is_signed_before(data: str) -> bool:
    store = SessionStore()
    try:
        signing.loads(data, key=settings.SECRET_KEY, salt=store.key_salt, serializer=store.serializer, fallback_keys=[])
    except BadSignature:
        return True
    return False
