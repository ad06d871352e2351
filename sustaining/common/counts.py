"""Numbers in messages: one, several, none. A message says that an email went only when one did."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return `1 claim`, `3 claims` or `no claims`."""
    return f"{number or 'no'} {singular if number == 1 else plural or singular + 's'}"


def emailed(number: int) -> str:
    """Return `We’ve emailed 26 people.`, or that nobody was emailed."""
    return f"We’ve emailed {counted(number, 'person', 'people')}." if number else "No emails were sent."


def join_words(phrases: Sequence[str]) -> str:
    """Return words as an enumeration: `a`, `a and b`, or `a, b and c`."""
    return " and ".join(filter(None, [", ".join(phrases[:-1]), *phrases[-1:]]))
