"""Today, for the few readers that are not handed a `now`: who is current in a role."""

from datetime import date, datetime

from django.utils import timezone


def today() -> date:
    """Today's date in Europe/London."""
    return timezone.localdate()


def london_day(now: datetime) -> date:
    """The date in Europe/London at the aware moment `now`."""
    return timezone.localdate(now)
