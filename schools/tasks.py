"""Celery's part of the register: an upload is worked on at once, or at the next tick if Redis forgot the word."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .gias import uploads


@shared_task
def work_on_register_uploads() -> dict[str, int]:
    """Check and load the uploads that wait. Returns counts by the state that they came to."""
    counts: dict[str, int] = {}
    for pk in uploads.waiting():
        state = uploads.work_on(pk, timezone.now())
        counts[state] = counts.get(state, 0) + 1
    return counts
