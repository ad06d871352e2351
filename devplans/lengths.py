"""How long a session was: as people say it, and as it counts against days."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

MINUTES_A_DAY = 480
"""An hour of a Specialist's time counts as an eighth of a day."""
THOUSANDTH = Decimal("0.001")
FRACTIONS = {"¼": "0.25", "½": "0.5", "¾": "0.75"}
WRITE_A_LENGTH = "Write how long it was, like 1h 30, 45 minutes or ¾ day."


class Length(NamedTuple):
    """`days` is what counts; `minutes` is set when it was said in hours and minutes."""

    days: Decimal
    minutes: int | None = None


def of_minutes(minutes: int) -> Length:
    """So many minutes, counted in days to three places."""
    return Length((Decimal(minutes) / MINUTES_A_DAY).quantize(THOUSANDTH, ROUND_HALF_UP), minutes)


def parse_length(text: str) -> Length:
    """A length as people write it: `1h 30`, `90 min`, `1:30`, `2 hours`, `¾ day`, `1½ days`, `0.5 d`. Raises ValueError."""
    words = text.strip().lower().replace(" and ", " ").replace(" a ", " ")
    if in_days := re.fullmatch(r"(\d*)\s*([¼½¾])?(\.\d{1,3})?\s*(?:d|days?)", words, re.ASCII):
        return Length(_days(*in_days.groups()))
    clock = re.fullmatch(r"(\d{1,2}):(\d{2})", words, re.ASCII)
    hours = re.fullmatch(
        r"(?:(\d{1,2})(\.\d{1,2}|[¼½¾])?\s*h(?:rs?|ours?)?)?\s*(?:(\d{1,3})\s*(?:m|mins?|minutes?)?)?", words, re.ASCII
    )
    if clock:
        minutes = int(clock[1]) * 60 + int(clock[2])
    elif hours and words and (hours[1] or re.search("m", words)):
        part = Decimal(FRACTIONS.get(hours[2] or "", f"0{hours[2] or ''}"))
        minutes = int((int(hours[1] or 0) + part) * 60) + int(hours[3] or 0)
    else:
        raise ValueError(text)
    return of_minutes(minutes)


def _days(whole: str, fraction: str | None, decimals: str | None) -> Decimal:
    if not (whole or fraction or decimals) or (fraction and decimals):
        raise ValueError("no number")
    return (Decimal(whole or 0) + Decimal(FRACTIONS.get(fraction or "", f"0{decimals or ''}"))).quantize(THOUSANDTH)


def in_words(days: Decimal, minutes: int | None) -> str:
    """`1 h 30 min`, `½ day`, `2 days`: as it was said."""
    if minutes is None:
        whole, part = int(days), days - int(days)
        quarter = next((sign for sign, value in FRACTIONS.items() if Decimal(value) == part), None)
        number = f"{whole or ''}{quarter}" if quarter else f"{days.normalize():f}"
        return f"{number} day{'s' if days > 1 else ''}"
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] if hours else []
    return " ".join([*parts, f"{rest} min"] if rest or not hours else parts)
