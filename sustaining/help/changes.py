"""What's new: the changelog as the people who use the site read it."""

from __future__ import annotations

import functools
import re

from django.conf import settings
from django.utils.safestring import SafeString

from .guides import render_markdown

CHANGELOG = settings.BASE_DIR / "CHANGELOG.md"
NEWEST = 3
"""Releases that are shown."""
TO_COME = "To come"


@functools.cache
def read_changes() -> list[tuple[str, SafeString]]:
    """Return (release, its changes) of the newest releases. What is to come is on this site already: it is *Latest*."""
    _, *parts = re.split(r"^## ", CHANGELOG.read_text(), flags=re.MULTILINE)
    sections = [part.partition("\n") for part in parts[:NEWEST]]
    return [
        ("Latest changes" if heading.strip() == TO_COME else heading.strip(), render_markdown(source))
        for heading, _, source in sections
    ]
