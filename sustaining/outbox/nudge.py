"""A word to the workers that there is mail."""

from __future__ import annotations

import logging

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def nudge_on_commit() -> None:
    """Nudge once when the transaction commits, however many mails it wrote."""
    waiting = transaction.get_connection().run_on_commit
    if not any(entry[1] is nudge for entry in waiting):
        transaction.on_commit(nudge)


def nudge() -> None:
    """Ask a worker to deliver now. Redis away is no harm: the mail waits in the database for the next tick."""
    try:
        current_app.send_task(
            "sustaining.outbox.tasks.deliver", retry=False, expires=55, queue=settings.CELERY_TASK_DEFAULT_QUEUE
        )
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("The worker could not be told of new mail: %s", error)
