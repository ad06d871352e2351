"""A real worker, killed without a word three times while it sends 500 mails to a real server (design, rule 4)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings as site
from django.db import connection, transaction
from django.utils import timezone

from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.models import Email, EmailState
from sustaining.outbox.nudge import nudge
from tests.outbox.sink import Sink

NUMBER = 500
KILLS = (90, 230, 400)


@pytest.fixture
def queue(settings) -> str:
    """A queue of this test's own, beside whoever else uses the Redis."""
    settings.CELERY_TASK_DEFAULT_QUEUE = f"kill-{os.getpid()}"
    return settings.CELERY_TASK_DEFAULT_QUEUE


@contextmanager
def worker(queue: str, port: int) -> Iterator[subprocess.Popen]:
    """A Celery worker on the test's database, in a process group of its own."""
    connection.ensure_connection()
    to = connection.connection.info
    url = f"postgresql://{to.user}:{quote(to.password)}@/{to.dbname}?{urlencode({'host': to.host, 'port': to.port})}"
    environment = {
        **os.environ, "DATABASE_URL": url, "EMAIL_URL": f"smtp://127.0.0.1:{port}", "CELERY_QUEUE": queue,
        "DEBUG": "true", "SECRET_KEY": site.SECRET_KEY,
    }  # fmt: skip
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "sustaining",
        "worker",
        "-c",
        "1",
        "-Q",
        queue,
        "--loglevel",
        "ERROR",
    ]
    process = subprocess.Popen(
        [*command, "--without-gossip", "--without-mingle"],
        env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.real_worker
@pytest.mark.django_db(transaction=True)
def test_no_mail_is_lost_and_none_is_written_twice(queue):
    sink = Sink(delay=0.002)
    sink.controller.start()
    now = timezone.now()
    with transaction.atomic():
        for number in range(NUMBER):
            queue_rendered(
                f"kill:{number}", to=f"person{number}@school.example", template="note", subject=f"Mail {number}",
                text="Hello", html="<p>Hello</p>", now=now,
            )  # fmt: skip
    written = set(Email.objects.values_list("message_id", flat=True))
    for kill_after in KILLS:
        with worker(queue, sink.port):
            nudge()
            sink.wait_for(kill_after)
    with worker(queue, sink.port):
        until = time.monotonic() + 90
        while Email.objects.filter(state=EmailState.QUEUED).exists() and time.monotonic() < until:
            nudge()
            time.sleep(1)
    sink.controller.stop()
    ids = sink.ids()
    assert len(written) == NUMBER
    assert set(ids) == written, "a mail was lost, or came under a Message-ID that nobody wrote"
    assert Email.objects.filter(state=EmailState.SENT).count() == NUMBER
    again = {message: times for message, times in ids.items() if times > 1}
    assert len(again) <= len(KILLS)
    assert sum(ids.values()) <= NUMBER + len(KILLS), again
