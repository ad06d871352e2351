"""The cache without Redis: every call answers as an empty cache would, and says so in the log."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.urls import reverse

from sustaining import settings as site_settings
from sustaining.common.breaker import Breaker
from sustaining.common.cache import FailOpenRedisCache
from sustaining.common.nudge import Nudge


class HungRedis:
    """A server that takes every call and never says a word. `calls` are the connections that it got."""

    def __init__(self) -> None:
        self.calls: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self.listener.getsockname()[1]}/0"

    def serve(self) -> None:
        """Take calls until the listener is closed."""
        while True:
            try:
                self.calls.append(self.listener.accept()[0])
            except OSError:
                return


@pytest.fixture
def hung_redis() -> Iterator[HungRedis]:
    server = HungRedis()
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield server
    server.listener.shutdown(socket.SHUT_RDWR)
    server.listener.close()
    thread.join()
    for call in server.calls:
        call.close()


def hung_cache(url: str) -> dict[str, object]:
    """The site's cache, on that server, which gets a fifth of a second."""
    return {**site_settings.CACHES["default"], "LOCATION": url, "OPTIONS": {"socket_timeout": 0.2}}


@pytest.fixture
def cache_without_redis() -> FailOpenRedisCache:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return FailOpenRedisCache(f"redis://127.0.0.1:{port}/0", {"OPTIONS": {"socket_connect_timeout": 1}})


@pytest.mark.parametrize(
    ("method", "arguments", "answer"),
    [
        ("add", ("lock", True), True),
        ("get", ("history", 7), 7),
        ("set", ("history", [1]), None),
        ("touch", ("history",), False),
        ("delete", ("lock",), False),
        ("get_many", (["history"],), {}),
        ("set_many", ({"history": []},), []),
        ("has_key", ("history",), False),
    ],
)
def test_cache_without_redis_answers_as_if_empty(cache_without_redis, caplog, method, arguments, answer):
    assert getattr(cache_without_redis, method)(*arguments) == answer
    assert f"The cache did not answer ({method})" in caplog.text


def test_settings_use_the_cache_that_fails_open():
    assert site_settings.CACHES["default"]["BACKEND"].endswith(".FailOpenRedisCache")


def test_hung_redis_is_waited_for_once_by_pages_and_nudges(hung_redis, cast, client_of, settings):
    client = client_of(cast.hubadmin)
    settings.CACHES = {"default": hung_cache(hung_redis.url)}
    settings.REDIS_URL = hung_redis.url
    for page in (reverse("desk:home"), reverse("account_change_password"), cast.school.get_absolute_url()):
        assert client.get(page).status_code == 200
    Nudge("sustaining.outbox.tasks.deliver")()
    assert len(hung_redis.calls) == 1


def test_cache_tries_redis_again_after_the_rest(hung_redis):
    cache = FailOpenRedisCache(hung_redis.url, {"OPTIONS": {"socket_timeout": 0.2}})
    assert [cache.get("history", number) for number in range(3)] == [0, 1, 2]
    cache.breaker.reset()
    cache.get("history")
    assert len(hung_redis.calls) == 2


def test_after_the_rest_one_call_tries_for_all():
    now = [100.0]
    breaker = Breaker(10, clock=lambda: now[0])
    assert not breaker.is_open()
    breaker.trip()
    now[0] += 9
    assert breaker.is_open()
    now[0] += 2
    assert [breaker.is_open() for _ in range(3)] == [False, True, True]
    breaker.reset()
    assert not breaker.is_open()


def test_refused_calls_do_not_open_the_breaker(cache_without_redis):
    cache_without_redis.get("history")
    assert not cache_without_redis.breaker.is_open()
