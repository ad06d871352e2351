"""A worker whose machine has the wrong time does no tasks: it would miss emails, send others early, or clear data too soon.

The database's clock is the measure, because it is one for all machines. Emails and uploads wait until the two agree.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from celery import Task

from .clock import clock_error

logger = logging.getLogger(__name__)
MOST = timedelta(minutes=2)


class ClockedTask(Task):
    """A task that a worker leaves undone while its clock is wrong. Called as a function it is always done."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        is_in_worker = not (self.request.called_directly or self.request.is_eager)
        if is_in_worker and abs(error := clock_error()) > MOST:
            logger.error(
                "The clock of this machine is %d seconds off the database's, so %s is not done. Set the clocks right.",
                error.total_seconds(),
                self.name,
            )
            return None
        return self.run(*args, **kwargs)
