"""A mail server that takes the call and then hangs: no attempt is used up before it has the email, and it is left alone."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from sustaining.outbox.delivery import AWAY, LOST, deliver_all
from sustaining.outbox.models import Email, EmailState
from tests.outbox.disruption import url_of_the_tests
from tests.outbox.silent_server import SilentServer, silent_server
from tests.outbox.test_delivery import at, write

BEFORE_CONTENT = ["greeting", "EHLO", "MAIL", "RCPT", "DATA"]
A_MINUTE = timedelta(seconds=61)


def point_to(server: SilentServer, settings) -> None:
    """Send this site's mail to the server, which gets a second for each answer."""
    settings.EMAIL_BACKEND = "sustaining.outbox.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = settings.EMAIL_ANSWER_TIMEOUT = 1


def states() -> list[tuple[str, int]]:
    """State and attempts of every email, in order."""
    return list(Email.objects.order_by("pk").values_list("state", "attempts"))


def deliver_and_disconnect() -> None:
    """A round in a thread of its own."""
    deliver_all(timezone.now)
    connection.close()


@pytest.mark.django_db
@pytest.mark.parametrize("point", BEFORE_CONTENT)
def test_silence_before_the_content_uses_up_no_attempt_and_ends_the_round(settings, point):
    write("a"), write("b"), write("c")
    with silent_server(point) as server:
        point_to(server, settings)
        assert deliver_all(at()) == {AWAY: 1}
        assert states() == [(EmailState.QUEUED, 0)] * 3
        assert deliver_all(at()) == {AWAY: 1}  # left alone for a while, by every worker
        assert (server.connections, server.contents) == (1, [])
        server.at = ""
        cache.clear()
        assert deliver_all(at(A_MINUTE)) == {"sent": 3}
    assert len(server.contents) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("point", ["EHLO", "MAIL", "DATA"])
def test_hanging_up_before_the_content_uses_up_no_attempt(settings, point):
    write("a"), write("b"), write("c")
    with silent_server(point, hangs_up=True) as server:
        point_to(server, settings)
        assert deliver_all(at()) == ({AWAY: 1} if point == "EHLO" else {LOST: 2})
        assert states() == [(EmailState.QUEUED, 0)] * 3
        server.at = ""
        assert deliver_all(at(A_MINUTE)) == {"sent": 3}  # a refusal costs no time, so nobody waits for a pause to end


@pytest.mark.django_db
def test_silence_after_the_content_is_an_attempt_of_that_email_alone(settings):
    email, other = write("a"), write("b")
    with silent_server("content") as server:
        point_to(server, settings)
        assert deliver_all(at()) == {AWAY: 1}
        assert states() == [(EmailState.QUEUED, 1), (EmailState.QUEUED, 0)]
        assert len(server.contents) == 1
        server.at = ""
        cache.clear()
        assert deliver_all(at()) == {"sent": 1}  # the other; the first waits for its second attempt
        assert deliver_all(at(A_MINUTE)) == {"sent": 1}
    first, second, third = server.contents
    assert email.message_id.encode() in first
    assert email.message_id.encode() in third
    assert other.message_id.encode() in second


@pytest.mark.django_db
def test_answer_to_the_content_may_take_longer_than_any_other(settings):
    write()
    with silent_server("content") as server:
        point_to(server, settings)
        settings.EMAIL_ANSWER_TIMEOUT = 30
        threading.Timer(1.5, server.over.set).start()  # it hangs up then; a second was not the end
        assert deliver_all(at()) == {"postponed": 1}
    assert states() == [(EmailState.QUEUED, 1)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["greeting", "EHLO"])
def test_no_email_is_locked_while_the_server_does_not_take_the_call(settings, point):
    email = write()
    with silent_server(point) as server:
        point_to(server, settings)
        settings.EMAIL_TIMEOUT = 30
        round_ = threading.Thread(target=deliver_and_disconnect)
        round_.start()
        while not server.connections:
            time.sleep(0.01)
        with psycopg.connect(url_of_the_tests()) as other:
            row = other.execute("SELECT id FROM outbox_email WHERE id = %s FOR UPDATE NOWAIT", [email.pk]).fetchone()
        server.over.set()
        round_.join()
    assert row == (email.pk,)
