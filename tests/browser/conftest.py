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
def demo_copies() -> Iterator[set[str]]:
    """Databases that hold the demo as it was just loaded, so that it is loaded once and then copied."""
    copies: set[str] = set()
    yield copies
    for copy in copies:
        _ask_the_server(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(copy)))


@pytest.fixture
def demo(transactional_db, a_school_day, demo_copies) -> None:
    """The demo's busy hub, untouched."""
    name = connection.settings_dict["NAME"]
    copy = f"{name}_demo"
    if copy in demo_copies:
        _copy_database(copy, name)
        return
    call_command("demo", "--even-in-production", verbosity=0)
    _copy_database(name, copy)
    demo_copies.add(copy)


def _copy_database(source: str, target: str) -> None:
    connection.close()
    _ask_the_server(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(target)),
        sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}").format(source),
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(target), sql.Identifier(source)),
    )


def _ask_the_server(*statements: sql.Composed) -> None:
    settings = {**connection.get_connection_params(), "dbname": "postgres"}
    for unwanted in ("context", "cursor_factory", "prepare_threshold"):
        settings.pop(unwanted, None)
    with psycopg.connect(**settings, autocommit=True) as server:
        for statement in statements:
            server.execute(statement)
