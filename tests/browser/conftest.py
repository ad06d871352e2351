"""A real Chromium, and people who sit at it: every page they meet is checked as they go."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from tests.browser.axe import SCRIPT
from tests.browser.visitor import Visitor
from tests.database import server

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, or the one that CHROMIUM names."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}


@pytest.fixture
def visit(browser, live_server, settings) -> Iterator[Callable[..., Visitor]]:
    """Somebody comes with a browser of their own: `visit(390)`, `visit(1280, dark=True)`.

    When the test ends, nothing may have been said on a console, no request may have left this machine, no page may have
    broken a rule of axe or scrolled sideways.
    """
    visitors: list[Visitor] = []
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, SCRIPT.parent]

    def come(width: int, *, dark: bool = False) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if dark else "light",
            has_touch=width < 600,
            reduced_motion="reduce",  # a colour on its way to another is neither
            locale="en-GB",
            timezone_id="Europe/London",
        )
        visitors.append(Visitor(context, live_server.url, dark=dark))
        return visitors[-1]

    yield come
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="session")
def kept_demo(django_db_setup, testrun_uid) -> Iterator[str]:
    """The name of a database with the demo as it was just loaded, by the first worker that needed it, for all to copy.

    Who may still want it holds a lock that can be shared; the last one drops it.
    """
    name = f"sustaining_demo_{testrun_uid[:12]}"
    with server() as admin:
        admin.execute("SELECT pg_advisory_lock_shared(hashtext(%s))", [name])
        yield name
        admin.execute("SELECT pg_advisory_unlock_shared(hashtext(%s))", [name])
        if admin.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name]).fetchone() == (True,):
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


@pytest.fixture
def demo(transactional_db, a_school_day, kept_demo) -> None:
    """The demo's busy hub, untouched."""
    name = connection.settings_dict["NAME"]
    with server() as admin:
        admin.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"{kept_demo} is loaded"])
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [kept_demo]).fetchone():
            _copy_database(admin, kept_demo, name)
        else:
            call_command("demo", "--even-in-production", verbosity=0)
            _copy_database(admin, name, kept_demo)


def _copy_database(admin: psycopg.Connection, source: str, target: str) -> None:
    connection.close()
    for statement in (
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(target)),
        sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}").format(source),
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(target), sql.Identifier(source)),
    ):
        admin.execute(statement)
