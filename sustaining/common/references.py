"""Numbers that people read out or copy, of claims and certificates: in a text they are not broken over two lines."""

from __future__ import annotations

import re

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

REFERENCE = re.compile(r"(?<![\w/.-])(?=[A-Z-]*\d)[A-Z0-9]+(?:-[A-Z0-9]+)+(?![\w/-])")
REFERENCE_OR_DAY = re.compile(rf"{REFERENCE.pattern}|\b(?:[A-Z][a-z]{{2}} )?\d\d? [A-Z][a-z]{{2,8}} \d{{4}}\b")
"""The same, or a day as pages write it: `Wed 4 Nov 2026`, `4 November 2026`."""


def wrap_references(text: str, attribute: str, pattern: re.Pattern[str] = REFERENCE) -> SafeString:
    """Return escaped text with a `<span>` around what `pattern` finds; `attribute` keeps it on one line."""
    return mark_safe(pattern.sub(rf"<span {attribute}>\g<0></span>", conditional_escape(text)))
