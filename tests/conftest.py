"""Fixtures of every test: the cast, a moment, signed-in clients. Real PostgreSQL always (DATABASE_URL, by `make test`)."""

from __future__ import annotations

import gc
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
from django.core.cache import cache
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from sustaining.accounts.models import User
from sustaining.sampledata.programme_rows import write_programme_rows
from tests.cast import Cast, gather
from tests.database import create_database, date_notices_back, drop_database
from tests.kept_rows import ORDER, Houses, KeptRows, Needs, find_needs
from tests.matrix.sample_rows import create_sample_rows
from tests.sign_in import sign_in_recently

hypothesis_settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")
# Python's own threshold, 700, spent a tenth of our time on the search for cycles.
gc.set_threshold(20_000, 20, 10)
# Playwright's loop lives in the test's thread; Django would refuse the ORM there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@receiver(post_migrate)
def restore_programme_rows(sender: Any, **kwargs: Any) -> None:
    """Write again what migrations give every site: a test with transactions of its own empties every table at its end."""
    if sender.label == "casework":
        write_programme_rows()
        date_notices_back()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker) -> Iterator[None]:
    """Create this worker's database by `tests/database.py`, in place of pytest-django's way."""
    with django_db_blocker.unblock():
        create_database()
    yield
    for opened in OPENED:  # Django keeps one connection beside Playwright's loop and another under it
        opened.close()
    with django_db_blocker.unblock():
        drop_database()


OPENED: WeakSet[Any] = WeakSet()


@receiver(connection_created)
def _remember(connection: Any, **kwargs: Any) -> None:
    if threading.current_thread() is threading.main_thread():
        OPENED.add(connection)


LONGEST_FIRST = ("browser", "scripts", "outbox", "sampledata", "desk", "reports", "matrix")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the tests: those that share rows together, and the longest first, so that two workers end together."""

    def sort_key(item: pytest.Item) -> tuple[bool, int, int]:
        app = item.path.relative_to(item.config.rootpath / "tests").parts[0]
        length = LONGEST_FIRST.index(app) if app in LONGEST_FIRST else len(LONGEST_FIRST)
        is_longest = item.path.name == "test_walk.py"
        return not is_longest, ORDER.index(find_needs(item)), length

    items.sort(key=sort_key)
    with_demo = next((item for item in items if "demo" in getattr(item, "fixturenames", ())), None)
    if with_demo:  # while the second worker walks: it would wait for the demo, which is loaded once for both
        items.insert(1, items.pop(items.index(with_demo)))
    for item in items:
        if (
            find_needs(item) is not Needs.NOTHING
        ):  # before all else, so that shared rows lie outside the test's savepoint
            item.fixturenames.insert(0, "kept_rows")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave modules and tests out of Python's search for cycles: they live to the end."""
    gc.collect()
    gc.freeze()


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


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Note whether another test of this worker meets the database."""
    item.stash[IS_LAST] = nextitem is None or find_needs(nextitem) is Needs.NOTHING


IS_LAST = pytest.StashKey[bool]()


@pytest.fixture
def kept_rows(request, django_db_setup, django_db_blocker) -> Iterator[KeptRows]:
    """The rows that this test shares with others; every test that meets the database begins here.

    The last one closes them: after it Playwright's loop ends, and with it goes the way to their connection.
    """
    with (
        django_db_blocker.unblock(),
        time_machine.travel(TODAY, tick=True),
        override_settings(PASSWORD_HASHERS=QUICK_HASHERS),
    ):
        KEPT_ROWS.provide(find_needs(request.node), _gathered, _furnished)
    yield KEPT_ROWS
    if request.node.stash[IS_LAST]:
        with django_db_blocker.unblock():
            KEPT_ROWS.provide(Needs.EMPTY, _gathered, _furnished)


KEPT_ROWS = KeptRows()


def _gathered() -> Cast:
    return gather(timezone.now())


def _furnished(cast: Cast) -> Houses:
    cast = deepcopy(cast)
    own, people = create_sample_rows(cast, timezone.now())
    other, _ = create_sample_rows(cast.other, timezone.now())
    return own, other, people | {"admin": cast.admin, "stranger": cast.stranger}


@pytest.fixture
def cast(kept_rows, db, a_school_day) -> Cast:
    """One hub with everyone, a second with the same, a stranger. Yours alone, whatever you do to them."""
    return deepcopy(kept_rows.cast) if kept_rows.cast else _gathered()


@pytest.fixture
def houses(kept_rows, cast) -> Houses:
    """One of everything in the cast's house, in the other one, and who is who."""
    return deepcopy(kept_rows.houses) if kept_rows.houses else _furnished(cast)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A client signed in as someone who has just given their password."""

    def signed_in(user: User) -> Client:
        return sign_in_recently(Client(), user)

    return signed_in
