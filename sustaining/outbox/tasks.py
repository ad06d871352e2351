"""Celery tasks. If Redis loses everything, the next tick finds the rows in the database."""

from __future__ import annotations

from celery import shared_task
from django.contrib.auth import get_user_model
from django.utils import timezone

from sustaining.common.nudge import DELIVER, Nudge

from . import actions, delivery
from .scheduled import due_work

ROUND_SECONDS = 240.0
"""A round ends between two emails, long before Celery's time limit would end it in the middle of one."""


@shared_task
def deliver() -> dict[str, int]:
    """Send the queued emails and return counts by outcome. A long queue continues in another round."""
    began = timezone.now()
    counts = delivery.deliver_all(timezone.now, seconds=ROUND_SECONDS)
    if (timezone.now() - began).total_seconds() >= ROUND_SECONDS:
        Nudge(DELIVER)()
    return counts


@shared_task
def write_due_reminders() -> int:
    """Write the reminders that are due, then what was scheduled for now. Return how many emails."""
    system, now = get_user_model().objects.system(), timezone.now()
    return len(actions.write_due_reminders(None, by=system, now=now)) + sum(due_work.collect(now))
