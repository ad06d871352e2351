"""Celery's beat with a lease: of several that run, one sends tasks, and the others wait to take over.

The lease is a row of the database (`BeatLease`), which also says how far the tasks have been sent. A beat that takes over
goes on from there, whatever its own file says: nothing is sent twice, and nothing that came due in between is left out.
Celery's own scheduler has no such thing, and RedBeat keeps its lock and schedule in Redis, which we may lose at any time.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from datetime import datetime
from typing import Any

from celery.beat import PersistentScheduler
from django.apps import apps
from django.db import DatabaseError, close_old_connections

log = logging.getLogger(__name__)


def _leases() -> Any:
    """Return the manager of the lease: models load with Django, after Celery has named this module."""
    return apps.get_model("outbox", "BeatLease").objects


class LeasedScheduler(PersistentScheduler):
    """Celery's scheduler, which sends tasks only while it holds the lease."""

    lease_seconds = 60
    """How long the tasks wait after a beat has died, at most. One that ends properly gives its lease back at once."""
    renew_seconds = 15
    wait_seconds = 5

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.is_holding = False
        self.renewed = 0.0
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due if this beat holds the lease, and return the seconds until the next tick."""
        if time.monotonic() - self.renewed >= self.renew_seconds or not self.is_holding:
            self._take_or_renew()
        if not self.is_holding:
            return self.wait_seconds
        self._follow_clock()
        return min(super().tick(*args, **kwargs), self.renew_seconds)

    def close(self) -> None:
        """Give the lease back, so that another beat need not wait for its end."""
        super().close()
        if self.is_holding:
            self.is_holding = False
            try:
                _leases().give_back(self.holder)
            except DatabaseError:
                log.warning("The lease could not be given back. Another beat takes over when it ends.")

    def _take_or_renew(self) -> None:
        held_before, began = self.is_holding, time.monotonic()
        close_old_connections()
        try:
            lease = _leases().take(self.holder, self.lease_seconds)
        except DatabaseError as problem:
            log.warning("The lease could not be taken or renewed, so no tasks are sent: %s", problem)
            lease = None
        self.is_holding, self.renewed = lease is not None, began
        if lease and not held_before:
            log.info("This beat holds the lease and sends the tasks.")
            self._go_on_from(lease.sent_until)
        elif held_before and not lease:
            log.warning("This beat no longer holds the lease. It waits.")

    def _follow_clock(self) -> None:
        """Let tasks that were sent at a later hour than it is now go on: this machine's clock was ahead, and was set back."""
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at and entry.last_run_at > now]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            log.warning("The clock was set back. Tasks go on from now.")
            self._heap = None

    def _go_on_from(self, sent_until: datetime | None) -> None:
        """Take the other beat's word for what has been sent."""
        if sent_until is not None:
            for entry in self.schedule.values():
                entry.last_run_at = sent_until
            self._heap = None
