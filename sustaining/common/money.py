"""Money is Decimal pounds (GBP) with two places, never float."""

import re
from decimal import ROUND_HALF_UP, Decimal

BRITISH = re.compile(r"£?\s*(\d+|\d{1,3}(?:,\d{3})+)(\.\d{1,2})?", re.ASCII)
CONTINENTAL = re.compile(r"[£€]?\s*(\d+|\d{1,3}(?:\.\d{3})+)(,\d{1,2})?", re.ASCII)
LONGEST = 20
"""Letters of the longest text that is read as an amount; more digits than these are no sum of money."""
PENNY = Decimal("0.01")
ZERO = Decimal("0.00")


def pounds(amount: Decimal | int | str) -> Decimal:
    """Return `amount` in pounds, rounded half up to the penny."""
    # Python rounds halves to even by default; finance systems and PostgreSQL's numeric round them up.
    return Decimal(amount).quantize(PENNY, rounding=ROUND_HALF_UP)


def parse_pounds(text: str, *, decimal_comma: bool = False) -> Decimal:
    """Return an amount written as the British write it: `9.50`, `£9.50`, `1,250`, `1,250.00`. Raise ValueError.

    With `decimal_comma`, for files whose cells are separated by semicolons, `9,50` and `1.250,00` as well. No text
    has two meanings: two digits at most stand after a decimal sign, three after a sign of thousands.
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise ValueError(text)
    if match := BRITISH.fullmatch(text):
        return pounds(match[1].replace(",", "") + (match[2] or ""))
    if decimal_comma and (match := CONTINENTAL.fullmatch(text)):
        return pounds(match[1].replace(".", "") + (match[2] or "").replace(",", "."))
    raise ValueError(text)


def format_round_pounds(amount: Decimal | int | None) -> str:
    """Return `£1,000`, and `£997.50` where there are pence: for sentences. Tables show pence always (`format_pounds`)."""
    return format_pounds(amount).removesuffix(".00")


def format_pounds(amount: Decimal | int | None) -> str:
    """Return `£1,000.00`; an empty string for None. A minus comes before the pound sign."""
    if amount is None:
        return ""
    value = pounds(amount)
    return f"{'−' if value < 0 else ''}£{abs(value):,.2f}"
