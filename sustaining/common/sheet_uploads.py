"""Uploaded lists (CSV, XLSX): a worker reads their rows, the person who uploaded one checks and saves them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.template.defaultfilters import filesizeformat

from .decoding import decode
from .errors import DomainError
from .files import CheckedUpload, Decoded, StoredFile, delete_content
from .upload_limits import READ, TEXT, OverLimit, clean_name, detect_type

if TYPE_CHECKING:
    from .people import Reader

MOST_BYTES = 2_000_000
KEPT = timedelta(days=1)


class TooOld(DomainError):
    """The rows of an upload are gone: they were saved, or they are older than a day."""


class TableLimits(NamedTuple):
    """How much of a table is read. `cell` is the number of characters of each cell."""

    rows: int
    columns: int = 40
    cell: int = 500


class OwnUploads(models.QuerySet):
    """Uploads of lists, for the people who uploaded them."""

    def visible_to(self, user: Reader) -> Self:
        """Return the uploads of this person."""
        return self.filter(added_by=getattr(user, "pk", None))


class SheetUpload(StoredFile):
    """Base of an uploaded list. `rows` is what `PARSE` made of its sheets; they go when saved, or after a day.

    `PARSE` returns values for JSON and what was understood of the file, or raises DomainError with a sentence.
    """

    LIMITS: ClassVar[TableLimits]
    PARSE: ClassVar[Callable[[Sequence[Mapping[str, Any]]], tuple[list[dict[str, Any]], str]]]

    rows = models.JSONField(null=True, blank=True, editable=False)
    read_as = models.CharField(
        max_length=200,
        blank=True,
        editable=False,
        db_default="",
        help_text="How the file was read, such as its separator.",
    )
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def must_be_decoded(self) -> bool:
        """Return whether a worker reads the file: always."""
        return True

    def decode_content(self, content: bytes) -> Decoded:
        """Read the table in a process with limits, and return its parsed rows. Raise DomainError with a sentence."""
        table, _ = decode("table", content, **self.LIMITS._asdict())
        rows, read_as = type(self).PARSE(table["sheets"])
        return Decoded(values={"rows": rows, "read_as": read_as[:200]})

    def open_rows(self, now: datetime) -> list[dict[str, Any]]:
        """Return the parsed rows. Raise TooOld when they are gone."""
        if self.rows is None or now - self.added_at > KEPT:
            raise TooOld("This upload has already been saved, or is more than a day old. Choose the file again.")
        return list(self.rows)

    def close(self, now: datetime, **values: Any) -> None:
        """Forget the rows and the content after saving, and keep `values` of it; who uploaded what, and when, stays."""
        values |= {"rows": None, "saved_at": now}
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))
        delete_content(type(self), [self.pk])


def forget_old_sheets(model: type[SheetUpload], now: datetime) -> int:
    """Forget the rows and content of uploads older than a day. Return how many."""
    old = model._base_manager.filter(added_at__lt=now - KEPT).exclude(rows__isnull=True, file="")
    keys = list(old.values_list("pk", flat=True))
    model._base_manager.filter(pk__in=keys).update(rows=None)
    delete_content(model, keys)
    return len(keys)


class SheetField(forms.FileField):
    """A field for one list. It cleans to a CheckedUpload; only size, kind and the archive's directory are looked at."""

    widget = forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"})
    default_error_messages = {"required": "Choose a file.", "empty": "The file is empty. Choose a different file."}

    def __init__(self, *, most_bytes: int = MOST_BYTES, **kwargs: Any) -> None:
        self.most_bytes = most_bytes
        super().__init__(max_length=200, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the page refuse what is too large before it is sent."""
        return {**super().widget_attrs(widget), "data-most-bytes": self.most_bytes, "data-most-files": 1}

    def clean(self, data: Any, initial: Any = None) -> CheckedUpload | None:
        """Return the file as a CheckedUpload; None where none is required and none was sent. Raise ValidationError."""
        sent = super().clean(data, initial)
        if not sent:
            return None
        if sent.size > self.most_bytes:
            size, most = filesizeformat(sent.size), filesizeformat(self.most_bytes)
            raise ValidationError(f"The file is {size}. Lists can be up to {most}. Upload only the list.")
        return check_sheet(sent.name, sent.read())


def check_sheet(name: str, content: bytes) -> CheckedUpload:
    """Return a CSV file or workbook within the limits. Raise ValidationError with a sentence."""
    shown = clean_name(name)
    try:
        if content[:2] == b"PK":
            kind = detect_type(content)
            if kind is None or kind[0] != "xlsx":
                raise ValidationError(f"“{shown}” can’t be read as a workbook. Save it again as XLSX or CSV.")
            READ.check(content)
            return CheckedUpload(clean_name(name, "xlsx"), *kind, content, is_uploaded=True)
    except OverLimit as limit:
        raise ValidationError(f"“{shown}” {limit}") from None
    return CheckedUpload(clean_name(name), "csv", TEXT, content, is_uploaded=True)
