"""Celery tasks of assurance packs. If Redis loses the message, the next tick finds the packs in the database."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .packs import make_waiting_packs


@shared_task
def make_packs() -> int:
    """Make the packs that wait. Return how many were made."""
    return make_waiting_packs(timezone.now())
