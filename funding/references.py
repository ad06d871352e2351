"""Short claim references that can be read out over the telephone: `SUS-26-7F3K`."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1, I and L, U (heard as V)."""


def new_reference(year: int, prefix: str = "SUS") -> str:
    """Return a random reference for an academic year's claim: 810,000 a year. The database guards uniqueness."""
    return f"{prefix}-{year % 100:02d}-{''.join(secrets.choice(ALPHABET) for _ in range(4))}"
