"""Asking a Celery worker’s processes to end after what they have in hand.

Celery waits for a running task when it is told to stop, and a round of delivery goes on for minutes. The processes of the
pool do not hear the signal, so the worker tells them by an event that they share; long tasks look at it between two pieces
of work. What is left is found by the next worker, for everything to do stands in the database.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing.synchronize import Event

_stop: Event | None = None


def prepare_to_stop() -> None:
    """Make the event, in the worker’s main process before it forks its pool."""
    global _stop
    _stop = multiprocessing.get_context("fork").Event()


def ask_to_stop() -> None:
    """Ask every process of this worker to end after what it has in hand."""
    if _stop is not None:
        _stop.set()


def is_stopping() -> bool:
    """Return whether this process was asked to end after what it has in hand."""
    return _stop is not None and _stop.is_set()
