"""Numbers in messages: one, several, none."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return `1 claim`, `3 claims` or `no claims`."""
    return f"{number or 'no'} {singular if number == 1 else plural or singular + 's'}"


def join_words(phrases: Sequence[str]) -> str:
    """Return words as an enumeration: `a`, `a and b`, or `a, b and c`."""
    return " and ".join(filter(None, [", ".join(phrases[:-1]), *phrases[-1:]]))
