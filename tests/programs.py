"""Programs of Debian packages that tests run: installed as root, else a reason to leave the test out."""

from __future__ import annotations

import os
import shutil

import pytest

from scripts.debian import install

PROGRAMS = {
    "pgbouncer": "pgbouncer",
    "redis-server": "redis-server",
    "nginx": "nginx-light",
    "promtool": "prometheus",
}
"""Programs, and the packages that bring them."""
SYSTEM = "/usr/sbin:/usr/bin:/usr/local/bin"


def find_program(name: str) -> str:
    """Return the path of a program, installed now if we are root on Debian. In CI a missing one fails the test."""
    path = _on_path(name)
    if not path:
        install([PROGRAMS[name]], f"the tests that run {name}")
        path = _on_path(name)
    if path:
        return path
    reason = f"There is no {name}: install it (Debian: apt install {PROGRAMS[name]})."
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _on_path(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=SYSTEM)
