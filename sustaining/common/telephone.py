"""Telephone numbers of the United Kingdom, written as people dial them: `01484 222222`, `020 7946 0000`."""

from __future__ import annotations

import re

MOST_DIGITS = 11
FEWEST_DIGITS = 9
SIX_FIGURE_AREAS = (
    "13873",
    "15242",
    "15394",
    "15395",
    "15396",
    "16973",
    "16974",
    "16977",
    "17683",
    "17684",
    "17687",
    "19467",
)
"""Areas whose code has five figures after the nought; they are followed by five or four."""
THREE_FIGURE_AREAS = re.compile(r"0(?:11\d|1\d1|3\d\d|8\d\d|9\d\d)")
"""The large cities (0113, 0161), and numbers of no area (0300, 0800)."""


def parse_telephone(text: str) -> str:
    """Return a number's digits from the nought on, without country code, spaces or signs; empty when it is none."""
    digits = re.sub(r"[\s().\-\u2010-\u2013]", "", text.strip())
    digits = re.sub(r"^(?:\+|00)44(?:0)?", "0", digits)
    if not (digits.isascii() and digits.isdigit() and digits.startswith("0") and digits[1:2] not in ("", "0")):
        return ""
    return digits if FEWEST_DIGITS < len(digits) <= MOST_DIGITS else ""


def format_telephone(text: str) -> str:
    """Return a number as dialled, in its groups; text that is no British number stays as it is."""
    digits = parse_telephone(text)
    if not digits:
        return text.strip()
    groups: tuple[int, ...]
    if digits.startswith("02"):
        groups = (3, 4)
    elif digits[1:6] in SIX_FIGURE_AREAS:
        groups = (6,)
    elif THREE_FIGURE_AREAS.match(digits):
        groups = (4, 3)
    else:
        groups = (5,)
    parts = []
    for length in groups:
        parts.append(digits[:length])
        digits = digits[length:]
    return " ".join([*parts, digits])


def telephone_address(text: str) -> str:
    """Return the `tel:` address of a number, which a phone dials from anywhere; empty when it is none."""
    digits = parse_telephone(text)
    return f"tel:+44{digits[1:]}" if digits else ""
