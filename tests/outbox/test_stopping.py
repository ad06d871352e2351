"""A worker that is told to stop finishes the email in hand, ends within ten seconds, and leaves the rest to the next one."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest

from tests.outbox.disruption import Disruption, end, slowed, write_mails

MAILS = 200


@pytest.fixture
def slow_mail(transactional_db, tmp_path) -> Iterator[Disruption]:
    """A mail server that takes a fifth of a second a mail: 200 are more than half a minute's work."""
    yield from slowed(tmp_path, 0.2)


@pytest.mark.real_worker
def test_worker_ends_after_the_email_in_hand(slow_mail):
    write_mails(MAILS)
    worker = slow_mail.start_worker()
    try:
        with slow_mail.clock():
            slow_mail.smtp_server.wait_for(3, 60)
            signalled = time.monotonic()
            worker.send_signal(signal.SIGTERM)
            worker.wait(timeout=10)  # the word of the service manager; 40 s of work were left
            took = time.monotonic() - signalled
    finally:
        end(worker)
    counts = slow_mail.counts()
    assert counts["sent"] == len(slow_mail.smtp_server.arrivals)  # none was taken by the server and not marked
    assert counts["sent"] + counts["queued"] == MAILS
    print(f"{counts['sent']} sent, {counts['queued']} left, ended after {took:.1f} s")
