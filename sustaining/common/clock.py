"""Dates in London. `today` is for the few readers that are not given a `now`."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone


def today() -> date:
    """Return today's date in Europe/London."""
    return timezone.localdate()


def london_day(now: datetime) -> date:
    """Return the date in Europe/London at the aware moment `now`. Raise ValueError for one without a zone."""
    if now.tzinfo is None:
        raise ValueError("A moment without a zone has no day in London.")
    return now.astimezone(timezone.get_default_timezone()).date()


def start_of_day(day: date) -> datetime:
    """Return the first moment of a day in Europe/London."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def clock_error(clock: Callable[[], datetime] = timezone.now) -> timedelta:
    """Return by how much this machine's clock is ahead of the database's; negative when it is behind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (database_now,) = cursor.fetchone()
    return clock() - database_now
