"""Lengths of sessions: as people type them, and in days."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from sustaining.common.counts import counted

MINUTES_A_DAY = 480
"""An hour of a Specialist's time counts as an eighth of a day."""
THOUSANDTH = Decimal("0.001")
FRACTIONS = {"¼": "0.25", "½": "0.5", "¾": "0.75"}
WRITE_A_LENGTH = "Enter the length, for example 1h 30m, 45 minutes or ¾ day."


class Length(NamedTuple):
    """A length in days; `minutes` is set when it was typed in hours and minutes."""

    days: Decimal
    minutes: int | None = None


def length_from_minutes(minutes: int) -> Length:
    """Convert minutes to a Length, in days to three places."""
    return Length((Decimal(minutes) / MINUTES_A_DAY).quantize(THOUSANDTH, ROUND_HALF_UP), minutes)


def parse_length(text: str) -> Length:
    """Parse a typed length: `1h 30`, `90 min`, `1:30`, `2 hours`, `¾ day`, `1½ days`, `0.5 d`. Raise ValueError."""
    typed = text.strip().lower().replace(" and ", " ").replace(" a ", " ")
    if in_days := re.fullmatch(r"(\d*)\s*([¼½¾])?(\.\d{1,3})?\s*(?:d|days?)", typed, re.ASCII):
        return Length(_days(*in_days.groups()))
    clock = re.fullmatch(r"(\d{1,2}):(\d{2})", typed, re.ASCII)
    hours = re.fullmatch(
        r"(?:(\d{1,2})(\.\d{1,2}|[¼½¾])?\s*h(?:rs?|ours?)?)?\s*(?:(\d{1,3})\s*(?:m|mins?|minutes?)?)?", typed, re.ASCII
    )
    if clock:
        minutes = int(clock[1]) * 60 + int(clock[2])
    elif hours and typed and (hours[1] or re.search("m", typed)):
        part = Decimal(FRACTIONS.get(hours[2] or "", f"0{hours[2] or ''}"))
        minutes = int((int(hours[1] or 0) + part) * 60) + int(hours[3] or 0)
    else:
        raise ValueError(text)
    return length_from_minutes(minutes)


def _days(whole_days: str, fraction: str | None, decimals: str | None) -> Decimal:
    if not (whole_days or fraction or decimals) or (fraction and decimals):
        raise ValueError("no number")
    return (Decimal(whole_days or 0) + Decimal(FRACTIONS.get(fraction or "", f"0{decimals or ''}"))).quantize(
        THOUSANDTH
    )


def format_length(days: Decimal, minutes: int | None) -> str:
    """Return a length in hours or in days, as it was typed: `1 hour 30 minutes`, `½ day`, `2 days`."""
    if minutes is None:
        whole_days, part = int(days), days - int(days)
        quarter = next((sign for sign, value in FRACTIONS.items() if Decimal(value) == part), None)
        number = f"{whole_days or ''}{quarter}" if quarter else f"{days.normalize():f}"
        return f"{number} day{'s' if days > 1 else ''}"
    hours, rest = divmod(minutes, 60)
    parts = [counted(hours, "hour")] if hours else []
    return " ".join([*parts, counted(rest, "minute")] if rest or not hours else parts)
