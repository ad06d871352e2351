"""What is typed in a field of one line is one line, in every form, Django admin's and allauth's included.

A browser takes line breaks out of `<input type="text">` (HTML, "value sanitization"). A request that does not come
from a browser could write paragraphs of its own into the emails that name its sender. Django leaves that to each form.
"""

from __future__ import annotations

from typing import Any

from django.forms import TextInput


def read_one_line(widget: TextInput, data: Any, files: Any, name: str) -> Any:
    """Return a field's value with spaces for its line breaks and tabs; it takes the place of Django's method."""
    value = data.get(name)
    if isinstance(value, str) and not value.isprintable():
        return " ".join(part for part in value.splitlines() if part).replace("\t", " ")
    return value


def install() -> None:
    """Let every text input read its value as one line. Text areas, passwords and hidden fields keep theirs."""
    TextInput.value_from_datadict = read_one_line  # type: ignore[method-assign, assignment]
