"""One message to PostgreSQL an email: what stands in the database at each moment between two emails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.claiming import MARK_SENT, EmailTransactions
from sustaining.outbox.delivery import deliver_all
from sustaining.outbox.messages import Rendered
from sustaining.outbox.models import Email, EmailState
from tests.outbox.disruption import url_of_the_tests
from tests.outbox.smtp_server import SmtpServer
from tests.outbox.test_redis_outage import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


class ClockStopped(Exception):
    """Something of ours that fails between two emails."""


def write(number: int) -> list[str]:
    """Have so many emails wait. Return their Message-IDs, in the order in which they are due."""
    with transaction.atomic():
        emails = [
            queue_rendered(
                f"claim:{place}", Rendered(f"Mail {place}", "Hello", "<p>Hello</p>"), to=f"person{place}@school.example",
                kind="note", now=timezone.now(),
            )
            for place in range(number)
        ]  # fmt: skip
    return [email.message_id for email in emails]


def when_it_comes(smtp_server: SmtpServer, number: int, happen: Callable[[], object]) -> None:
    """Have `happen` called once, when the server has the email of this number and has not answered yet."""
    keep = smtp_server._keep

    def keep_and_call(message, session) -> None:
        keep(message, session)
        if len(smtp_server.arrivals) == number:
            happen()

    smtp_server._keep = keep_and_call  # type: ignore[method-assign]


def sent_now(url: str) -> set[str]:
    """Return the Message-IDs that another connection sees marked."""
    with psycopg.connect(url) as other:
        rows = other.execute("SELECT message_id FROM outbox_email WHERE state = 'sent' AND settled_at IS NOT NULL")
        return {message_id for (message_id,) in rows}


def end_backend(url: str, pid: int) -> None:
    """End one of PostgreSQL's processes, as a fail-over does."""
    with psycopg.connect(url) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


def backends_that_wait(url: str, statement: str) -> list[int]:
    """Return the processes of PostgreSQL that wait for a lock in such a statement."""
    with psycopg.connect(url) as other:
        rows = other.execute(
            "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() "
            "AND pid <> pg_backend_pid() AND query LIKE %s",
            [f"%{statement}%"],
        )
        return [pid for (pid,) in rows]


def deliver_elsewhere(errors: list[Exception]) -> threading.Thread:
    """Deliver in a thread, over a connection of its own, which is closed at the end."""

    def deliver() -> None:
        try:
            deliver_all(timezone.now)
        except Exception as error:
            errors.append(error)
        finally:
            with suppress(Exception):
                connection.close()

    thread = threading.Thread(target=deliver)
    thread.start()
    return thread


def test_each_email_is_committed_before_the_next_is_sent(smtp_server):
    url, ids, seen = url_of_the_tests(), write(5), []
    for number in range(1, 6):
        when_it_comes(smtp_server, number, lambda: seen.append(sent_now(url)))
    assert deliver_all(timezone.now) == {"sent": 5}
    assert seen == [set(ids[:number]) for number in range(5)]
    assert sent_now(url) == set(ids)
    assert set(Email.objects.values_list("attempts", flat=True)) == {1}


def test_one_statement_is_sent_for_each_email(smtp_server):
    counts = []
    for number in (5, 15):
        with CaptureQueriesContext(connection) as queries:
            write_and_deliver(number)
        counts.append(sum("UPDATE outbox_email" in query["sql"] or "FOR UPDATE" in query["sql"] for query in queries))
    assert counts[1] - counts[0] == 10


def write_and_deliver(number: int) -> None:
    """Deliver so many emails that have just been written."""
    with transaction.atomic():
        for place in range(number):
            queue_rendered(
                f"of {number}:{place}", Rendered("Mail", "Hello", ""), to="ines@school.example", kind="note",
                now=timezone.now(),
            )  # fmt: skip
    assert deliver_all(timezone.now) == {"sent": number}


def test_connection_lost_while_an_email_is_sent_repeats_that_one(smtp_server):
    url, ids = url_of_the_tests(), write(4)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    when_it_comes(smtp_server, 2, lambda: end_backend(url, pid))
    with pytest.raises((OperationalError, InterfaceError)):
        deliver_all(timezone.now)
    connection.close()
    assert sent_now(url) == set(ids[:1])
    assert deliver_all(timezone.now) == {"sent": 3}
    assert smtp_server.ids() == dict.fromkeys(ids, 1) | {ids[1]: 2}


def test_worker_that_ends_between_the_mark_and_the_next_lock_loses_none_and_repeats_none(smtp_server):
    url, ids, errors = url_of_the_tests(), write(3), []
    blocker = psycopg.connect(url)
    # The next email is looked for in this table too. Whoever asks for the lock waits for the end of the present transaction
    # and has it from then on: the message stops between its commit and its SELECT.
    lock = threading.Thread(target=blocker.execute, args=["LOCK TABLE accounts_user IN ACCESS EXCLUSIVE MODE"])

    def ask_for_the_lock() -> None:
        lock.start()
        wait_until(lambda: backends_that_wait(url, "LOCK TABLE"))

    when_it_comes(smtp_server, 1, ask_for_the_lock)
    thread = deliver_elsewhere(errors)
    try:
        wait_until(lambda: sent_now(url) == {ids[0]})
        wait_until(lambda: backends_that_wait(url, "outbox_email"))
        (pid,) = backends_that_wait(url, "outbox_email")
        end_backend(url, pid)
        thread.join(timeout=30)
    finally:
        lock.join(timeout=30)
        blocker.close()
        thread.join(timeout=30)
    assert [type(error) for error in errors] == [OperationalError]
    assert smtp_server.ids() == {ids[0]: 1}
    assert deliver_all(timezone.now) == {"sent": 2}
    assert smtp_server.ids() == dict.fromkeys(ids, 1)


def test_two_workers_never_hold_the_same_email(smtp_server):
    ids, errors = write(60), []
    smtp_server.delay = 0.002
    for thread in [deliver_elsewhere(errors), deliver_elsewhere(errors)]:
        thread.join(timeout=60)
    assert not errors
    assert smtp_server.ids() == dict.fromkeys(ids, 1)
    assert len({arrival.line for arrival in smtp_server.arrivals}) == 2


def test_email_in_hand_is_locked_and_no_other_is(smtp_server):
    url, ids, free = url_of_the_tests(), write(3), []

    def look() -> None:
        with psycopg.connect(url) as other:
            rows = other.execute("SELECT message_id FROM outbox_email WHERE state = 'queued' FOR UPDATE SKIP LOCKED")
            free.append({message_id for (message_id,) in rows})

    when_it_comes(smtp_server, 2, look)
    assert deliver_all(timezone.now) == {"sent": 3}
    assert free == [{ids[2]}]


def test_round_that_ends_leaves_what_was_sent_marked_and_the_rest_free(smtp_server):
    url, ids = url_of_the_tests(), write(4)
    assert deliver_all(timezone.now, most=2) == {"sent": 2}
    assert sent_now(url) == set(ids[:2])
    assert deliver_all(timezone.now) == {"sent": 2}


def test_error_after_an_email_was_sent_leaves_it_marked(smtp_server):
    url, ids = url_of_the_tests(), write(4)
    times = iter([timezone.now() for _ in range(3)])  # one for the round, one for each of two emails

    def clock() -> datetime:
        with suppress(StopIteration):
            return next(times)
        raise ClockStopped

    with pytest.raises(ClockStopped):
        deliver_all(clock)
    assert sent_now(url) == set(ids[:2])
    assert smtp_server.ids() == dict.fromkeys(ids[:2], 1)
    assert deliver_all(timezone.now) == {"sent": 2}


def test_inside_a_transaction_of_the_caller_nothing_is_committed(smtp_server):
    url = url_of_the_tests()
    write(2)
    with transaction.atomic():
        assert deliver_all(timezone.now) == {"sent": 2}
        assert not sent_now(url)
        transaction.set_rollback(True)
    assert Email.objects.filter(state=EmailState.QUEUED).count() == 2


def test_mark_names_states_of_the_machine():
    assert "SET state = 'sent'" in MARK_SENT
    assert "state IN ('queued')" in MARK_SENT


def test_nothing_due_begins_and_ends_one_transaction():
    with EmailTransactions() as transactions:
        assert transactions.take(timezone.now()) is None
        transactions.renew()
        assert transactions.take(timezone.now()) is None
    assert not connection.in_atomic_block
