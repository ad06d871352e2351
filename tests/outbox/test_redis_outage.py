"""Redis stops and starts again under a real site and a real worker: pages answer, mail waits, and goes without anyone's help."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.cookies import SimpleCookie
from re import search
from typing import ClassVar
from urllib.parse import urlencode

import pytest

from tests.outbox.disruption import Disruption, disruption_on, end, url_of_the_tests
from tests.ports import free_port

ASK = "/accounts/password/reset/"
PATIENCE = 60
UP = {"database": True, "migrations": True, "redis": True}
"""What a site says of itself that lacks nothing."""


class Site:
    """The site in a process of its own, asked as a browser asks."""

    patience: ClassVar[float] = 15
    """Seconds that an answer may take."""

    def __init__(self) -> None:
        self.port = free_port()

    def ask(self, path: str, body: str | None = None, **headers: str) -> tuple[int, str, SimpleCookie]:
        """Status, text and cookies of an answer, which does not take long."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)) as line:
            line.request("POST" if body else "GET", path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode(), SimpleCookie(answer.getheader("Set-Cookie") or "")

    def services(self) -> dict[str, bool]:
        """What `/readyz` says."""
        status, text, _ = self.ask("/readyz")
        assert status == 200
        return json.loads(text)

    def forget_my_password(self, email: str) -> int:
        """Fill in and send the page that asks for a link by email."""
        _, page, cookies = self.ask(ASK)
        token = search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
        form = urlencode({"csrfmiddlewaretoken": token, "email": email})
        kind = "application/x-www-form-urlencoded"
        return self.ask(ASK, form, **{"Content-Type": kind, "Cookie": cookie})[0]


@contextmanager
def site_on(disruption: Disruption) -> Iterator[Site]:
    """A site and one worker on the disruption's services."""
    site = Site()
    web = disruption.start("manage.py", "runserver", "--noreload", f"127.0.0.1:{site.port}", DEBUG="true")
    worker = disruption.start_worker()
    try:
        wait_until(lambda: site.services() == UP)
        yield site
    finally:
        end(web)
        end(worker)


def wait_until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Ask until it is so. Raises AssertionError when it does not come to be."""
    until = time.monotonic() + seconds
    while True:
        with suppress(OSError):
            if condition():
                return
        assert time.monotonic() < until
        time.sleep(0.05)


def go_without_redis(disruption: Disruption, email: str, *, seconds: float = 0, patience: float = PATIENCE) -> None:
    """Take Redis away for a while; ask for a mail meanwhile; see it wait, and go."""
    with site_on(disruption) as site:
        disruption.redis.stop()
        assert site.services() == {**UP, "redis": False}
        assert site.forget_my_password(email) == 302
        time.sleep(seconds)
        assert (disruption.counts(), disruption.smtp_server.messages) == ({"queued": 1}, [])
        disruption.redis.start()
        assert site.services() == UP
        disruption.smtp_server.wait_for(1, patience)
        wait_until(lambda: disruption.counts() == {"sent": 1})
    assert [message["To"] for message in disruption.smtp_server.messages] == [email]


@pytest.fixture
def disruption(transactional_db, tmp_path) -> Iterator[Disruption]:
    with disruption_on(url_of_the_tests(), tmp_path) as disrupted:
        yield disrupted


@pytest.mark.real_worker
def test_email_queued_during_redis_outage_is_sent_afterwards(disruption, django_user_model):
    person = django_user_model.objects.create_user("ines@school.example", "a long password", full_name="Ines Park")
    with disruption.clock():
        go_without_redis(disruption, person.email)
