"""Codes made by django-allauth: stored encrypted until their email is sent, then deleted.

They depend on a session or a password, so they cannot be made when the email is sent.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

CODE_PLACEHOLDER = re.compile(r"(https://link\.invalid/code/[0-9]+/)")
"""What stands for a sealed code, which is no link, until its email is sent."""


def cipher(keys: Sequence[str] = ()) -> MultiFernet:
    """Return the cipher of these keys, by default the site's, newest first; older ones still decrypt (SECRET_KEY_FALLBACKS)."""
    keys = keys or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    # Derived with a label, so that this key is never the one by which sessions or anything else are signed.
    digests = [hashlib.sha256(b"sustaining.outbox.sealing" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


@dataclass(frozen=True)
class Sealed:
    """A value that only the email's reader sees: a code, or an address that opens something. It renders as a placeholder."""

    value: str
    number: int = 0

    def __str__(self) -> str:
        kind = "address" if self.value.startswith(("https://", "http://")) else "code"
        return f"https://link.invalid/{kind}/{self.number}/"

    def as_json(self) -> dict[str, Any]:
        """Return the encrypted form to store until the email is sent."""
        return {"sealed": cipher().encrypt(self.value.encode()).decode()}


def unseal(text: str) -> str:
    """Return the decrypted value, or an empty string when it or its key is gone."""
    try:
        return cipher().decrypt(text.encode()).decode() if text else ""
    except InvalidToken:
        return ""
