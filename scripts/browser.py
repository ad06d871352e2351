"""Finding a Chromium for the browser tests, or installing Debian's where that can be done without asking."""

import os
import shutil
from pathlib import Path

from .debian import install
from .places import CannotStart

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
ADVICE = (
    "install Chromium (Debian: apt install chromium; macOS: brew install --cask google-chrome) "
    "or name one with CHROMIUM=/path/to/it."
)


def find_browser() -> str:
    """Return the path of a Chromium on this machine, installed now if we are root on Debian. Raises CannotStart."""
    configured = os.environ.get("CHROMIUM")
    if configured:
        if not shutil.which(configured):
            raise CannotStart(f"CHROMIUM names {configured}, which is not a program: {ADVICE}")
        return configured
    browser = _on_path()
    if not browser:
        install(["chromium", "fonts-liberation"], "the browser tests")
        browser = _on_path()
    if not browser:
        raise CannotStart(f"There is no browser for the browser tests: {ADVICE}")
    return browser


def _on_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), str(MAC) if MAC.exists() else None)
