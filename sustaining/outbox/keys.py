"""What still hangs on a former SECRET_KEY, so that it is known when `SECRET_KEY_FALLBACKS` can lose it.

Links in emails hang on none: a token is random, and the database holds its digest. Emails that wait hold codes under the key
with which they were written, sessions are signed with the key of their last change, and browsers keep a signed list of
the accounts that they are known to, whose number nobody but the browsers knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

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
    """How many emails that wait, and how many sessions, need a former key; and how many need one that the site no longer has."""

    emails: int
    sessions: int
    lost_emails: int = 0
    lost_sessions: int = 0

    @property
    def is_none(self) -> bool:
        """Return whether the former keys can go."""
        return not (self.emails or self.sessions)


class _Key(Enum):
    """Which key reads something."""

    NEWEST = "newest"
    FORMER = "former"
    LOST = "lost"


def count_uses_of_former_keys(now: datetime) -> KeyUse:
    """Return what the newest key does not read. Reads every email that waits and every session that has not ended."""
    waiting = Email.objects.filter(state=EmailState.QUEUED).exclude(placeholders={})
    emails = Counter(_key_of_codes(email.placeholders) for email in waiting.only("placeholders").iterator())
    rows = Session.objects.filter(expire_date__gt=now).values_list("session_data", flat=True)
    sessions = Counter(_key_of_session(data) for data in rows.iterator())
    return KeyUse(emails[_Key.FORMER], sessions[_Key.FORMER], emails[_Key.LOST], sessions[_Key.LOST])


def _key_of_codes(placeholders: dict[str, dict[str, str]]) -> _Key:
    """Return the key that an email's codes need: of several the one that is harder to have."""
    codes = [part["sealed"] for part in placeholders.values() if part.get("sealed")]
    if all(_can_unseal(code, [settings.SECRET_KEY]) for code in codes):
        return _Key.NEWEST
    return _Key.FORMER if all(_can_unseal(code) for code in codes) else _Key.LOST


def _can_unseal(code: str, keys: Sequence[str] = ()) -> bool:
    try:
        cipher(keys).decrypt(code.encode())
    except InvalidToken:
        return False
    return True


def _key_of_session(data: str) -> _Key:
    if _can_load(data, []):
        return _Key.NEWEST
    return _Key.FORMER if _can_load(data, settings.SECRET_KEY_FALLBACKS) else _Key.LOST


def _can_load(data: str, fallbacks: Sequence[str]) -> bool:
    store = SessionStore()
    try:
        signing.loads(
            data,
            key=settings.SECRET_KEY,
            salt=store.key_salt,
            serializer=store.serializer,
            fallback_keys=[*fallbacks],
        )
    except BadSignature:
        return False
    return True
