"""Celery is the clock and the muscle, never the memory: every task finds its work in the database."""

import os
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sustaining.settings")

app = Celery("sustaining")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def require_matching_database(**kwargs: Any) -> None:
    """End a worker or a clock that starts on a real database as a training site's, or the other way round."""
    problem = import_module("sustaining.training.database").find_mismatch_at_start()  # its models load with Django
    if problem:
        raise SystemExit(problem)
