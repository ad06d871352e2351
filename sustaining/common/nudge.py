"""Wake a Celery worker when there is something to do."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from celery import current_app
from django.conf import settings
from django.db import transaction

from .breaker import FAULTS, breaker_for

logger = logging.getLogger(__name__)
DELIVER = "sustaining.outbox.tasks.deliver"


@dataclass(frozen=True)
class Nudge:
    """Ask a worker to run `task` now. Without Redis nothing is lost: the next tick finds the rows in the database."""

    task: str

    def __call__(self) -> None:
        queue, breaker = settings.CELERY_TASK_DEFAULT_QUEUE, breaker_for(settings.REDIS_URL)
        if breaker.is_open():
            return
        try:
            with breaker.watch():
                current_app.send_task(self.task, retry=False, expires=55, queue=queue)
        except FAULTS as error:
            logger.warning("The worker could not be told of %s: %s", self.task, error)


def wake_worker_on_commit(task: str = DELIVER) -> None:
    """Wake a worker once when the transaction commits, however often this is called in it."""
    nudge = Nudge(task)
    waiting = transaction.get_connection().run_on_commit
    if not any(entry[1] == nudge for entry in waiting):
        transaction.on_commit(nudge)
