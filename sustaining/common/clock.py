"""Today, for the few readers that are not handed a `now`: who is current in a role."""

from datetime import date

from django.utils import timezone


def today() -> date:
    """Today's date in Europe/London."""
    return timezone.localdate()
