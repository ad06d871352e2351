"""Codes that somebody else made and that must reach their reader: kept encrypted until they go, then not at all.

Codes and links of django-allauth hang on a session or a password, so they cannot be made anew as the mail goes.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _cipher() -> MultiFernet:
    """The site's keys, newest first: what an older one sealed still opens (SECRET_KEY_FALLBACKS)."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"sustaining.outbox.sealing" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


@dataclass(frozen=True)
class Sealed:
    """A value that an email shows to its reader alone. It renders as a placeholder."""

    value: str
    number: int = 0

    def __str__(self) -> str:
        return f"https://link.invalid/code/{self.number}/"

    def as_json(self) -> dict[str, Any]:
        """Return what is kept of it until it goes."""
        return {"sealed": _cipher().encrypt(self.value.encode()).decode()}


def unseal(text: str) -> str:
    """Return what was sealed; empty when it has gone already or the key has."""
    try:
        return _cipher().decrypt(text.encode()).decode() if text else ""
    except InvalidToken:
        return ""
