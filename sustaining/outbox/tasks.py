"""Celery's part: a clock and the muscle. If Redis forgets everything, the next tick finds the rows."""

from __future__ import annotations

from celery import shared_task
from django.contrib.auth import get_user_model
from django.utils import timezone

from . import actions, delivery
from .nudge import DELIVER, Nudge

ROUND_SECONDS = 240.0
"""A round ends by itself, between two mails, long before Celery would end it in the middle of one."""


@shared_task
def deliver() -> dict[str, int]:
    """Send what waits in the outbox; a long queue goes on in a round of its own. Returns counts by outcome."""
    began = timezone.now()
    counts = delivery.deliver_all(timezone.now, seconds=ROUND_SECONDS)
    if (timezone.now() - began).total_seconds() >= ROUND_SECONDS:
        Nudge(DELIVER)()
    return counts


@shared_task
def write_due_reminders() -> int:
    """Write the reminders that are due. Returns how many."""
    system = get_user_model().objects.system()
    return len(actions.write_due_reminders(None, by=system, now=timezone.now()))
