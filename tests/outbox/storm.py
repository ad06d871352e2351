"""Mail through a storm: a real worker on a queue of its own, killed without a word while it sends to a real server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

from django.conf import settings as site
from django.db import connection, transaction
from django.utils import timezone

from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.models import Email, EmailState
from sustaining.outbox.nudge import DELIVER, Nudge
from tests.outbox.sink import Sink


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


def send_through_kills(queue: str, number: int, kills: Iterable[int], seconds: float = 90) -> None:
    """Write `number` mails; kill the worker whenever as many as `kills` says have come; let a last one finish.

    Raises AssertionError when a mail was lost, was written twice, or came again that no killed worker had in hand.
    """
    kills = list(kills)
    sink = Sink(delay=0.002)
    sink.controller.start()
    write_mails(number)
    written = set(Email.objects.values_list("message_id", flat=True))
    for after in kills:
        with worker(queue, sink.port):
            Nudge(DELIVER)()
            sink.wait_for(after)
    with worker(queue, sink.port):
        until = time.monotonic() + seconds
        while Email.objects.filter(state=EmailState.QUEUED).exists() and time.monotonic() < until:
            Nudge(DELIVER)()
            time.sleep(1)
    sink.controller.stop()
    ids = sink.ids()
    again = {message: times for message, times in ids.items() if times > 1}
    print(f"{number} mails, {len(kills)} kills: {len(set(ids) & written)} came, {len(again)} of them again")
    assert len(written) == number
    assert set(ids) == written, "a mail was lost, or came under a Message-ID that nobody wrote"
    assert Email.objects.filter(state=EmailState.SENT).count() == number
    assert sum(ids.values()) <= number + len(kills), again


def write_mails(number: int) -> None:
    """Have `number` mails wait, written in one transaction."""
    with transaction.atomic():
        for one in range(number):
            queue_rendered(
                f"storm:{one}", to=f"person{one}@school.example", template="note", subject=f"Mail {one}",
                text="Hello", html="<p>Hello</p>", now=timezone.now(),
            )  # fmt: skip
