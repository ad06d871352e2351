"""Celery is the clock and the muscle, never the memory: every task finds its work in the database."""

import os
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init, worker_process_init, worker_shutting_down
from django.conf import settings
from django.utils.log import configure_logging

from sustaining.common import task_log  # noqa: F401  (connects itself)
from sustaining.common.stopping import ask_to_stop, prepare_to_stop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sustaining.settings")

app = Celery("sustaining", task_cls="sustaining.common.worker_clock:ClockedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_site_does(**kwargs: Any) -> None:
    """Keep Celery from setting up a log of its own, whose level would hide the records of tasks."""
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)


@worker_init.connect
@beat_init.connect
def require_matching_database(**kwargs: Any) -> None:
    """End a worker or a clock that starts on a real database as a training site's, or the other way round."""
    problem = import_module("sustaining.training.database").find_mismatch_at_start()  # its models load with Django
    if problem:
        raise SystemExit(problem)


@worker_init.connect
def share_the_end(**kwargs: Any) -> None:
    """Prepare to tell the processes of the pool when the worker is to end."""
    prepare_to_stop()


@worker_shutting_down.connect
def end_after_work_in_hand(**kwargs: Any) -> None:
    """Have the pool finish the email in hand and leave the rest of the queue to the next worker."""
    ask_to_stop()


@worker_process_init.connect
def send_traces(**kwargs: Any) -> None:
    """Begin to send traces of tasks, in each process of the pool."""
    import_module("sustaining.common.tracing").start_tracing()  # it reads the settings
