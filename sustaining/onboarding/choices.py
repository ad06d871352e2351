"""Choices of the lists that a hub uploads."""

from django.db import models


class OpeningKind(models.TextChoices):
    """What a list of things done before the hub used the site is about."""

    YEARS = "years", "Past years"
    PAYMENTS = "payments", "Payments made so far"
    SESSIONS = "sessions", "Sessions already held"
    ATTENDANCE = "attendance", "Attendance of meetings"
