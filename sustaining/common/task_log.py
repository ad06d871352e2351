"""A record in the log and figures of every task of Celery, and the request's number in the tasks that it started."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextvars import Token
from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun

from .logs import add_log_fields, current_request_number, remove_log_fields
from .task_metrics import count_task

logger = logging.getLogger("sustaining.tasks")
HEADER = "sustaining_request"


class TaskLog:
    """Logs each task at its end, and adds its name, key and request to what is logged meanwhile."""

    def __init__(self) -> None:
        self.running: dict[str, tuple[float, Token[Mapping[str, str]]]] = {}

    def publish(self, headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
        """Send the number of the request along with a task: a worker is woken as the request's transaction commits."""
        if headers is not None and (number := current_request_number()):
            headers[HEADER] = number

    def begin(self, task_id: str, task: Any, **kwargs: Any) -> None:
        """Note when a task begins, and whose it is."""
        fields = {"task": task.name, "task_id": task_id}
        if number := task.request.get(HEADER):
            fields["request_id"] = str(number)
        self.running[task_id] = (time.perf_counter(), add_log_fields(**fields))

    def end(self, task_id: str, task: Any, retval: Any = None, state: str | None = None, **kwargs: Any) -> None:
        """Log how a task ended, and what it counted; add both to the figures if a worker did it."""
        if task_id not in self.running:
            return
        began, token = self.running.pop(task_id)
        seconds = time.perf_counter() - began
        milliseconds = round(seconds * 1000, 1)
        fields = {"duration_ms": milliseconds, "state": state, "result": _countable(retval)}
        logger.info("%s %s in %s ms", task.name, state, milliseconds, extra=fields)
        if not (task.request.is_eager or task.request.called_directly):
            count_task(task.name, state or "", seconds, _countable(retval))
        remove_log_fields(token)


def _countable(result: Any) -> Any:
    """Return a task's result if it is a number, or numbers by name; of others its kind, as they may quote somebody."""
    if isinstance(result, int | float | None):
        return result
    if isinstance(result, dict) and all(isinstance(value, int | float) for value in result.values()):
        return result
    return type(result).__name__


TASK_LOG = TaskLog()
before_task_publish.connect(TASK_LOG.publish)
task_prerun.connect(TASK_LOG.begin)
task_postrun.connect(TASK_LOG.end)
