"""Celery's part: a clock and the muscle. If Redis forgets everything, the next tick finds the rows."""

from __future__ import annotations

from celery import shared_task
from django.contrib.auth import get_user_model
from django.utils import timezone

from . import delivery, reminders


@shared_task
def deliver() -> dict[str, int]:
    """Send what waits in the outbox. Returns counts by outcome."""
    return delivery.deliver_all(timezone.now)


@shared_task
def write_due_reminders() -> int:
    """Write the reminders that are due. Returns how many."""
    system = get_user_model().objects.system()
    return len(reminders.write_due_reminders(None, by=system, now=timezone.now()))
