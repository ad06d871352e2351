"""Celery tasks for the register: uploads are processed at once, or at the next tick if Redis lost the message."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .gias import uploads


@shared_task
def work_on_register_uploads() -> dict[str, int]:
    """Check and load the waiting uploads. Return counts by the state that they reached."""
    counts: dict[str, int] = {}
    for pk in uploads.waiting():
        state = uploads.work_on(pk, timezone.now())
        counts[state] = counts.get(state, 0) + 1
    return counts
