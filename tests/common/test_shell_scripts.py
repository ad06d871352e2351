"""The scripts that the service worker keeps are all that the kept pages run."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from sustaining.common.shell import SCRIPTS

FOLDER = Path(settings.BASE_DIR) / "static"


def list_modules(path: str) -> set[str]:
    """Return a module and everything that it imports."""
    imported = re.findall(r"""(?:from |import\()["']\./([\w-]+\.js)["']""", (FOLDER / path).read_text())
    return {path}.union(*(list_modules(f"js/{name}") for name in imported))


def test_kept_scripts_are_those_that_kept_pages_import():
    assert set(SCRIPTS) == list_modules("js/site.js") | list_modules("js/log-session.js")
