"""Fixtures of every test: the cast, a moment, signed-in clients. Real PostgreSQL always (DATABASE_URL, by `make test`)."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime
from typing import Any
from weakref import WeakSet
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from sustaining.accounts.models import User
from tests.cast import Cast, gather
from tests.matrix.sample_rows import SampleRows, create_sample_rows

hypothesis_settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")
# Playwright's loop lives in the test's thread; Django would refuse the ORM there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup) -> Iterator[None]:
    """pytest-django's. Django keeps one connection beside Playwright's loop and another under it; the database is dropped
    by one of them, and only when the other is closed."""
    yield
    for page in OPENED:
        page.close()


OPENED: WeakSet[Any] = WeakSet()


@receiver(connection_created)
def _remember(connection: Any, **kwargs: Any) -> None:
    if threading.current_thread() is threading.main_thread():
        OPENED.add(connection)


LONGEST_FIRST = ("browser", "scripts", "outbox", "sampledata", "desk", "reports", "matrix")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that take long begin first, so that two workers end together. What order they come in means nothing else."""

    def rank(item: pytest.Item) -> int:
        room = item.path.relative_to(item.config.rootpath / "tests").parts[0]
        return LONGEST_FIRST.index(room) if room in LONGEST_FIRST else len(LONGEST_FIRST)

    items.sort(key=rank)
    items.sort(key=lambda item: item.path.name != "test_walk.py")  # the longest of all
    first = next((item for item in items if "demo" in getattr(item, "fixturenames", ())), None)
    if first:  # while the second worker walks: it would wait for the demo, which is loaded once for both
        items.insert(1, items.pop(items.index(first)))
    _have_casts_kept(items)


def _have_casts_kept(items: list[pytest.Item]) -> None:
    """Tests that roll back share one cast a module, where every test of the module that meets the database wants it.

    A module with one test that commits, whose clock is real, or that counts on an empty database, does not share.
    """
    alone = {item.path for item in items if _commits(item) or "real_worker" in item.keywords or _wants_it_empty(item)}
    for item in items:
        names: list[str] = getattr(item, "fixturenames", [])
        if "cast" in names and item.path not in alone:
            # Before everything else, so that they stand outside the savepoint that a test rolls back to.
            names[:0] = ["kept_cast", "kept_houses"] if "houses" in names else ["kept_cast"]


def _wants_it_empty(item: pytest.Item) -> bool:
    names = getattr(item, "fixturenames", [])
    return "cast" not in names and ("db" in names or item.get_closest_marker("django_db") is not None)


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", [])
    return bool(marker and marker.kwargs.get("transaction")) or not {"transactional_db", "live_server"}.isdisjoint(
        names
    )


QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TODAY = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/London"))
"""Every test's today: a Tuesday in the autumn term, so that no test waits for the calendar to be kind to it."""


@pytest.fixture(autouse=True)
def a_school_day(request) -> Iterator[None]:
    """The clock stands at TODAY when a test begins, and goes on; where other processes take part it is the machine's."""
    if "real_worker" in request.keywords or "scripts" in request.path.parts:
        yield
        return
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture(autouse=True)
def plain_house(settings) -> None:
    """What differs under test: quick password hashing, no redirect to https, mail in memory unless a test sets a server."""
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    settings.SECURE_SSL_REDIRECT = False
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture(autouse=True)
def quiet_nudge(request, monkeypatch) -> None:
    """Committed mail nudges a worker; only tests marked for it have one listening."""
    if "real_worker" not in request.keywords:
        monkeypatch.setattr("sustaining.common.nudge.Nudge.__call__", lambda self: None)


@pytest.fixture
def now(a_school_day) -> datetime:
    """This moment; handed to actions."""
    return timezone.now()


@pytest.fixture(scope="module")
def kept_cast(django_db_setup, django_db_blocker) -> Iterator[Cast]:
    """The cast in a transaction around those of a module's tests: making it takes longer than most tests do."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(TODAY, tick=True), override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
            made = gather(timezone.now())
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def cast(request, db, a_school_day) -> Cast:
    """One hub with everyone, a second with the same, a stranger. Yours alone, whatever you do to them."""
    if "kept_cast" in request.fixturenames:
        return deepcopy(request.getfixturevalue("kept_cast"))
    return gather(timezone.now())


@pytest.fixture(scope="module")
def kept_houses(kept_cast, django_db_blocker) -> Iterator[tuple[SampleRows, SampleRows, dict[str, User]]]:
    """One of everything in both houses, kept as the cast is."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(TODAY, tick=True), override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
            made = _furnished(deepcopy(kept_cast))
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)


def _furnished(cast: Cast) -> tuple[SampleRows, SampleRows, dict[str, User]]:
    own, people = create_sample_rows(cast, timezone.now())
    other, _ = create_sample_rows(cast.other, timezone.now())
    return own, other, people | {"admin": cast.admin, "stranger": cast.stranger}


@pytest.fixture
def houses(request, cast) -> tuple[SampleRows, SampleRows, dict[str, User]]:
    """One of everything in the cast's house, in the other one, and who is who."""
    if "kept_cast" in request.fixturenames:
        return deepcopy(request.getfixturevalue("kept_houses"))
    return _furnished(cast)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A client signed in as someone."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in
