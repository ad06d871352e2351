"""Templates that are filled many times on a page: rows of long lists, and small parts such as a status.

A template with marks in the places of its texts is rendered once, which gives a pattern; for each row the pattern is filled with
that row's texts, escaped. To render the template for each row took most of the time of a list.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

FIRST_MARK = 0xE000
"""The first letter for private use: none is in a template."""


def fill_template(template: str, texts: dict[str, Any], **options: Hashable) -> SafeString:
    """Return a template with `texts` in their places.

    The template writes each text as it is, `{{ name }}`, without filters and without asking what it is. What it decides by is
    in `options`: few, such as whether there is a checkbox, for a pattern is kept for each of their values. They name nobody.
    """
    find = (
        _find_pattern.__wrapped__ if settings.DEBUG else _find_pattern
    )  # a template that is being edited is read again
    pattern = find(template, tuple(texts), **options)
    return SafeString(pattern.format_map({name: quick_escape(text) for name, text in texts.items()}))


@lru_cache(maxsize=256)
def _find_pattern(template: str, names: tuple[str, ...], **options: Hashable) -> str:
    """Return the HTML of a template with `{name}` in the place of each text."""
    marks = {name: chr(FIRST_MARK + place) for place, name in enumerate(names)}
    html = render_to_string(template, {**options, **{name: SafeString(mark) for name, mark in marks.items()}})
    pattern = html.replace("{", "{{").replace("}", "}}")
    for name, mark in marks.items():
        pattern = pattern.replace(mark, f"{{{name}}}")
    return pattern


def quick_escape(text: Any) -> str:
    """Return a text as `conditional_escape` does, without the wrapper for lazy texts that doubles its time."""
    return text.__html__() if hasattr(text, "__html__") else escape(str(text))
