"""Of several beats one sends the tasks: the others wait, take over when it dies, and go on from where it was."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from celery import Celery
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from kombu.utils import symbol_by_name

from sustaining.celery import app
from sustaining.outbox.beat import LeasedScheduler
from sustaining.outbox.leases import BeatLeaseQuerySet
from sustaining.outbox.models import BeatLease

# The machine's clock, as beside real workers: the lease goes by the clock of the database.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_worker]


class QuickScheduler(LeasedScheduler):
    """One whose lease ends soon, and that notes what it sends instead of sending it."""

    lease_seconds = 1
    renew_seconds = 0
    wait_seconds = 0.05
    sent: list[str]

    def apply_async(self, entry, **kwargs):
        self.sent.append(entry.task)
        return SimpleNamespace(id="1")


@pytest.fixture
def start(tmp_path: Path) -> Iterator:
    """Return a beat with a schedule file of its own, that sends one task every 0.2 seconds."""
    schedulers = []

    def start_one(name: str) -> QuickScheduler:
        own_app = Celery(name, broker="memory://", set_as_current=False)
        own_app.conf.update(timezone="Europe/London", beat_schedule={"tick": {"task": "tick", "schedule": 0.2}})
        scheduler = QuickScheduler(app=own_app, schedule_filename=str(tmp_path / name), lazy=False)
        scheduler.sent = []
        schedulers.append(scheduler)
        return scheduler

    yield start_one
    for scheduler in schedulers:
        if scheduler._store is not None:
            scheduler._store.close()


def run(*schedulers: QuickScheduler, seconds: float) -> None:
    """Let beats tick in turn."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for scheduler in schedulers:
            scheduler.tick()
        time.sleep(0.02)


def test_second_beat_waits_while_the_first_sends(start):
    first, second = start("first"), start("second")
    run(first, second, seconds=1)
    assert len(first.sent) >= 3
    assert second.sent == []
    assert BeatLease.objects.get().holder == first.holder


def test_second_beat_takes_over_after_the_end_of_the_lease_of_one_that_died(start):
    first, second = start("first"), start("second")
    run(first, second, seconds=0.3)
    run(second, seconds=0.5)
    assert second.sent == []  # the first may live on where we do not see it
    run(second, seconds=1.2)
    assert second.sent
    run(first, second, seconds=0.1)
    sent = len(first.sent)
    run(first, second, seconds=0.6)
    assert len(first.sent) == sent  # it came back, and waits
    assert not first.is_holding


def test_beat_that_ends_properly_hands_over_at_once(start):
    first, second = start("first"), start("second")
    run(first, second, seconds=0.3)
    first.close()
    began = time.monotonic()
    while not second.sent:
        run(second, seconds=0.05)
        assert time.monotonic() - began < 0.9
    assert BeatLease.objects.get().holder == second.holder


def test_beat_with_an_old_file_goes_on_from_what_the_other_sent(start):
    first, second = start("first"), start("second")
    second.schedule["tick"].last_run_at = timezone.now() - timedelta(days=40)
    run(first, seconds=0.3)
    renewed = BeatLease.objects.get().renewed_at
    time.sleep(1.05)
    second.tick()
    assert all(entry.last_run_at >= renewed for entry in second.schedule.values())


def test_beat_sends_nothing_while_the_database_is_away_and_goes_on_after(start, monkeypatch):
    first = start("first")
    run(first, seconds=0.3)
    sent = len(first.sent)

    def refuse(*args):
        raise DatabaseError("The database is starting up.")

    with monkeypatch.context() as away:
        away.setattr(BeatLeaseQuerySet, "take", refuse)
        run(first, seconds=0.3)
    assert len(first.sent) == sent
    run(first, seconds=0.4)
    assert len(first.sent) > sent


def test_there_is_one_lease_and_its_end_is_the_databases(start):
    now = timezone.now()
    assert BeatLease.objects.take("first", 60) is not None
    lease = BeatLease.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        (database_now,) = cursor.fetchone()
    assert abs(lease.ends_at - database_now - timedelta(seconds=60)) < timedelta(seconds=5)
    assert BeatLease.objects.take("second", 60) is None
    with pytest.raises(IntegrityError, match="one_beat_lease"), transaction.atomic():
        BeatLease.objects.create(id=2, holder="x", taken_at=now, renewed_at=now, ends_at=now)


def test_site_uses_the_scheduler_with_a_lease():
    assert symbol_by_name(app.conf.beat_scheduler) is LeasedScheduler
