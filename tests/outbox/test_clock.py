"""Clocks that jump: a worker with the wrong time waits, and a beat whose clock was set back goes on at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from celery import uuid
from celery.app.trace import build_tracer
from django.utils import timezone

from sustaining.celery import app
from sustaining.outbox.models import EmailState
from sustaining.outbox.tasks import deliver
from tests.outbox.test_beat import QuickScheduler, run, start
from tests.outbox.test_delivery import write

__all__ = ["start"]
# The machine's clock, as beside real workers: it is compared with that of the database.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_worker]


def as_worker(task) -> None:
    """Run a task the way a worker does."""
    build_tracer(task.name, task, app=app, propagate=True)(uuid(), (), {})


@pytest.mark.parametrize("jump", [timedelta(days=2), timedelta(hours=-1)])
def test_worker_with_the_wrong_time_leaves_emails_alone_until_it_is_right(smtp_server, caplog, jump):
    email = write(use_until=timezone.now() + timedelta(days=1))  # two days on it would be missed
    with time_machine.travel(timezone.now() + jump, tick=True):
        as_worker(deliver)
    email.refresh_from_db()
    assert email.state == EmailState.QUEUED
    assert "Set the clocks right" in caplog.text
    as_worker(deliver)
    email.refresh_from_db()
    assert email.state == EmailState.SENT


def test_beat_whose_clock_was_an_hour_ahead_goes_on_when_it_is_set_back(start):
    beat: QuickScheduler = start("beat")
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        run(beat, seconds=0.5)
    sent = len(beat.sent)
    assert sent
    run(beat, seconds=1)
    assert len(beat.sent) > sent
