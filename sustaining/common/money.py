"""Money is Decimal pounds (GBP) with two places, never float."""

from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")
ZERO = Decimal("0.00")


def pounds(amount: Decimal | int | str) -> Decimal:
    """Return `amount` in pounds, rounded half up to the penny."""
    # Python rounds halves to even by default; finance systems and PostgreSQL's numeric round them up.
    return Decimal(amount).quantize(PENNY, rounding=ROUND_HALF_UP)


def format_pounds(amount: Decimal | int | None) -> str:
    """Return `£1,000.00`; an empty string for None. A minus comes before the pound sign."""
    if amount is None:
        return ""
    value = pounds(amount)
    return f"{'−' if value < 0 else ''}£{abs(value):,.2f}"
