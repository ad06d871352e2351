"""A field for one Word document whose text is read. Only its size, kind and directory are looked at in a request."""

from __future__ import annotations

import math
import zipfile
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .files import MOST_BYTES, CheckedUpload
from .upload_limits import OverLimit, ZipLimits, clean_name, detect_type

WORD = ZipLimits(members=1_000, directory=200_000, unpacked=60_000_000)
"""For documents whose text is read: pictures hardly grow when they are unpacked, and text of this size is no plan."""
OLDER_OFFICE, PDF = b"\xd0\xcf\x11\xe0", b"%PDF"
LIMITS = {"blocks": 4_000, "characters": 300_000}
"""How much of a document is read."""


class WordField(forms.FileField):
    """A field for one Word document (.docx). It cleans to a CheckedUpload, or None without a file."""

    widget = forms.ClearableFileInput(attrs={"accept": ".docx"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, allow_empty_file=True, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the page refuse what is too large before it is sent."""
        return {**super().widget_attrs(widget), "data-most-bytes": MOST_BYTES, "data-most-files": 1}

    def clean(self, data: Any, initial: Any = None) -> CheckedUpload | None:
        """Return the file as a CheckedUpload. Raise ValidationError."""
        sent = super().clean(data, initial)
        return check_word(sent.name, sent.read(MOST_BYTES + 1)) if sent else None


def check_word(name: str, content: bytes) -> CheckedUpload:
    """Return a Word document within the limits. Raise ValidationError with a sentence that names the file."""
    shown = clean_name(name)
    if not content:
        raise ValidationError(f"“{shown}” is empty. Choose a different file.")
    if len(content) > MOST_BYTES:
        most = math.floor(MOST_BYTES / 1024**2)
        raise ValidationError(f"“{shown}” is larger than {most} MB. Remove its pictures, or paste its text instead.")
    if content[:4] == OLDER_OFFICE:
        raise ValidationError(
            f"“{shown}” is in the older Word format, or has a password. Open it in Word, save it as a Word document "
            "(.docx) without a password, then choose it again."
        )
    if content[:4] == PDF:
        raise ValidationError(
            f"“{shown}” is a PDF. Choose the Word document (.docx) it was made from, or copy its text and paste it."
        )
    try:
        kind = detect_type(content)
        if kind is not None and kind[0] == "docx":
            WORD.check(content)
            return CheckedUpload(clean_name(name, "docx"), *kind, content, is_uploaded=True)
    except OverLimit as limit:
        raise ValidationError(f"“{shown}” {limit}") from None
    except zipfile.BadZipFile:
        pass
    raise ValidationError(
        f"“{shown}” can’t be read as a Word document. Open it in Word, save it as a Word document (.docx) without "
        "macros, then choose it again."
    )
