"""The cache without Redis: every call answers as an empty cache would, and says so in the log."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from sustaining import settings as site_settings
from sustaining.common.cache import FailOpenRedisCache


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
