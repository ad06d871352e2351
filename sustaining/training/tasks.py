"""The nightly task of a training site; other sites have it on no schedule, and it does nothing there."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from .loading import load_demo


@shared_task(autoretry_for=(OperationalError,), retry_kwargs={"max_retries": 3, "countdown": 60})
def load_training_site() -> bool:
    """Load the demo anew, and return whether this is a training site. A deadlock with someone's page is tried again."""
    if not settings.TRAINING_SITE:
        return False
    load_demo(timezone.now())
    return True
