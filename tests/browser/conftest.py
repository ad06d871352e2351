"""A real Chromium, and people who sit at it: every page they meet is checked as they go."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest

from tests.browser.visitor import Visitor

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, or the one that CHROMIUM names."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}


@pytest.fixture
def visit(browser, live_server) -> Iterator[Callable[..., Visitor]]:
    """Somebody comes with a browser of their own: `visit(390)`, `visit(1280, dark=True)`.

    When the test ends, nothing may have been said on a console, no request may have left this machine, no page may have
    broken a rule of axe or scrolled sideways.
    """
    visitors: list[Visitor] = []

    def come(width: int, *, dark: bool = False) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if dark else "light",
            has_touch=width < 600,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        visitors.append(Visitor(context, live_server.url))
        return visitors[-1]

    yield come
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert not complaints, "\n".join(complaints)
