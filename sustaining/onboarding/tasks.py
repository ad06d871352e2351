"""Celery task of long lists. If Redis loses the message, the next tick finds the lists in the database."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .waiting_lists import save_waiting_lists


@shared_task
def save_lists() -> dict[str, int]:
    """Save the long lists that wait. Return how many were saved and refused."""
    return dict(save_waiting_lists(timezone.now()))
