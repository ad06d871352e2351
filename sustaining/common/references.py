"""Numbers that people read out or copy, of claims and certificates: in a text they are not broken over two lines."""

from __future__ import annotations

import re

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

REFERENCE = re.compile(r"(?<![\w/.-])(?=[A-Z-]*\d)[A-Z0-9]+(?:-[A-Z0-9]+)+(?![\w/-])")


def wrap_references(text: str, attribute: str) -> SafeString:
    """Return escaped text with a `<span>` around each reference; `attribute` keeps it on one line."""
    return mark_safe(REFERENCE.sub(rf"<span {attribute}>\g<0></span>", conditional_escape(text)))
