"""A worker that is stopped in the middle, as a machine that sleeps is: others do its work, and it goes on where it was."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from tests.outbox.disruption import Disruption, end, slowed, write_mails
from tests.outbox.test_redis_outage import wait_until

MAILS = 120


@pytest.fixture
def slow_mail(transactional_db, tmp_path) -> Iterator[Disruption]:
    yield from slowed(tmp_path, 0.02)


@pytest.mark.real_worker
def test_paused_worker_keeps_one_email_and_repeats_at_most_that(slow_mail):
    """However long it sleeps, the mail server has hung up on it meanwhile; that is what ten minutes would do."""
    write_mails(MAILS)
    paused, other = slow_mail.start_worker(), slow_mail.start_worker()
    server = slow_mail.smtp_server
    try:
        with slow_mail.clock():
            server.wait_for(10)
            wait_until(lambda: len({arrival.line for arrival in server.arrivals}) == 2)
            os.killpg(paused.pid, signal.SIGSTOP)
            wait_until(lambda: slow_mail.counts().get("queued", 0) <= 1)
            server.leave()
            server.come_back()
            os.killpg(paused.pid, signal.SIGCONT)
            wait_until(lambda: slow_mail.counts() == {"sent": MAILS})
    finally:
        end(paused)
        end(other)
    messages = server.ids()
    assert len(messages) == MAILS
    assert messages.total() - MAILS <= 1
