"""Dates in London. `today` is for the few readers that are not given a `now`."""

from datetime import date, datetime, time

from django.utils import timezone


def today() -> date:
    """Return today's date in Europe/London."""
    return timezone.localdate()


def london_day(now: datetime) -> date:
    """Return the date in Europe/London at the aware moment `now`."""
    return timezone.localdate(now)


def start_of_day(day: date) -> datetime:
    """Return the first moment of a day in Europe/London."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
