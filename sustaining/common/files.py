"""Attachments: limited in the request, checked by a worker, stored outside the web root, served by `file_response`.

An app derives a model from `StoredFile`, adds the foreign key and `objects = scoped(...)`, and fetches it in a view by
`get_visible_or_404`: people who see the object see its files. A file waits until a worker has checked it (`file_checks`);
pictures lose their metadata (place, device) there. PDF, documents and text are kept as they came.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from .decoding import decode
from .errors import WrongState
from .file_storage import delete_on_commit
from .nudge import wake_worker_on_commit
from .upload_limits import DOCUMENTS, MOST_PIXELS, PICTURES, OverLimit, check_pixels, clean_name, detect_type

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MOST_BYTES = 10 * 1024 * 1024
"""10 MB a file."""
TAKEN = "pictures (JPEG, PNG, WebP), PDF, Word, Excel, PowerPoint, OpenDocument, text and CSV"


def files_storage() -> Storage:
    """Return the storage of attachments: local disk, or S3 when settings name a bucket."""
    return storages["files"]


@dataclass(frozen=True)
class CheckedUpload:
    """A file to keep: its name, its type by content, and the bytes to store.

    `is_uploaded` says that it came from outside, within the limits of `check_upload`, and must be checked by a worker.
    """

    name: str
    ending: str
    kind: str
    content: bytes
    is_uploaded: bool = False

    @property
    def sha256(self) -> str:
        """Hex digest of the stored content."""
        return hashlib.sha256(self.content).hexdigest()


def _own_name(instance: Any, filename: str) -> str:
    return f"{type(instance)._meta.model_name}/{uuid4().hex}{PurePath(filename).suffix}"


@dataclass(frozen=True)
class Decoded:
    """What a worker's check makes of a file: new content and a thumbnail for pictures, values of fields for tables."""

    content: bytes = b""
    thumbnail: bytes = b""
    values: Mapping[str, Any] = field(default_factory=dict)


class CheckState(models.TextChoices):
    """Whether a worker has checked an uploaded file. Files that the site made itself need no check."""

    WAITING = "waiting", "Being checked"
    CHECKED = "checked", "Checked"
    REFUSED = "refused", "Refused"


class StoredFile(models.Model):
    """Base of attachments. `name` is shown; `kind` is the media type by content; `size` is in bytes.

    `sha256` is that of the file as it was uploaded. `refusal` is a sentence that says why a file was refused.
    """

    file = models.FileField(upload_to=_own_name, storage=files_storage, max_length=120)
    thumbnail = models.FileField(upload_to=_own_name, storage=files_storage, max_length=120, blank=True)
    name = models.CharField(max_length=120)
    kind = models.CharField("media type", max_length=100)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField("SHA-256", max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    check_state = models.CharField(
        "check", max_length=8, choices=CheckState, default=CheckState.CHECKED, db_default=CheckState.CHECKED
    )
    refusal = models.TextField(blank=True, default="", db_default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Return whether the file has a thumbnail."""
        return bool(self.thumbnail)

    @property
    def must_be_decoded(self) -> bool:
        """Return whether a worker decodes the file before anybody is given it."""
        return self.kind in PICTURES or self.kind in DOCUMENTS

    def decode_content(self, content: bytes) -> Decoded:
        """Return what the file becomes once it is decoded, in a process with limits. Raise CannotDecode."""
        if self.kind in PICTURES:
            sizes, output = decode("picture", content, form=PICTURES[self.kind], pixels=MOST_PIXELS)
            clean = sizes["clean"]
            return Decoded(content=output[:clean], thumbnail=output[clean:])
        decode("document", content)
        return Decoded()

    def check_can_return(self) -> None:
        """Raise WrongState unless the file was removed and its content is still there."""
        if getattr(self, "removed_at", None) is None:
            raise WrongState("This file has not been removed.")
        if not self.file:
            raise WrongState("This file has been deleted, so it can’t be restored.")

    @property
    def is_waiting(self) -> bool:
        """Return whether no worker has checked the file yet."""
        return self.check_state == CheckState.WAITING

    @property
    def is_refused(self) -> bool:
        """Return whether the check refused the file."""
        return self.check_state == CheckState.REFUSED


S = TypeVar("S", bound=StoredFile)
CHECK_TASK = "sustaining.common.tasks.check_uploads"


def keep_file(model: type[S], upload: CheckedUpload, *, by: User, now: datetime, **fields: Any) -> S:
    """Write the upload to storage and its row to the database; call it inside an action's transaction.

    Pictures and documents, which somebody's program will decode, wait for a worker's check.

    A transaction that is rolled back leaves a file without a row: harmless, because nothing leads to it.
    """
    row = model(
        name=upload.name,
        kind=upload.kind,
        size=len(upload.content),
        sha256=upload.sha256,
        added_by=by,
        added_at=now,
        **fields,
    )
    if upload.is_uploaded and row.must_be_decoded:
        row.check_state = CheckState.WAITING
        wake_worker_on_commit(CHECK_TASK)
    row.file.save(f"file.{upload.ending}", ContentFile(upload.content), save=False)
    row.save()
    return row


def delete_content(model: type[StoredFile], keys: Sequence[Any]) -> None:
    """Delete the content of these rows from storage when the transaction commits; the rows stay."""
    rows = model._base_manager.filter(pk__in=keys)
    names = [name for pair in rows.values_list("file", "thumbnail") for name in pair if name]
    rows.update(file="", thumbnail="")
    storage = model._meta.get_field("file").storage
    for name in names:
        delete_on_commit(storage, name)


def file_response(request: HttpRequest, stored: StoredFile, *, small: bool = False) -> FileResponse | HttpResponse:
    """Return the file: pictures inline, everything else as a download. The view has checked who may see it.

    A file that waits for its check, or was refused, is not given out: its page says so, and opens again by itself.

    Raise Http404 when there is no thumbnail, or when storage has lost the file; FilesUnavailable when it does not answer.
    """
    stored_file = stored.thumbnail if small else stored.file
    if stored.is_waiting or stored.is_refused:
        return checking_page(request, stored)
    if not stored_file:
        raise Http404("There is no such file.")
    try:
        opened = stored_file.open("rb")
    except FileNotFoundError:
        raise Http404("This file is no longer available.") from None
    kind = "image/jpeg" if small else stored.kind
    response = FileResponse(opened, as_attachment=kind not in PICTURES, filename=stored.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def checking_page(request: HttpRequest, stored: StoredFile, *, again: str = "") -> HttpResponse:
    """Return the page of a file that waits for its check, which opens again by itself, or of one that was refused."""
    return render(request, "files/checking.html", {"file": stored, "again": again})


def check_upload(name: str, content: bytes, *, size: int | None = None) -> CheckedUpload:
    """Return a CheckedUpload within the limits. Raise ValidationError with a sentence that names the file.

    Only headers are read here: a worker decodes the content later (`file_checks`). `size` is the file's own, where
    `content` is only its beginning.
    """
    shown = clean_name(name)
    if not content:
        raise ValidationError(f"“{shown}” is empty. Choose a different file.")
    if len(content) > MOST_BYTES:
        # Rounded up, so that a file just over the limit is not said to be of its size.
        megabytes = math.ceil((size or len(content)) / MOST_BYTES * 100) / 10
        raise ValidationError(
            f"“{shown}” is {megabytes:g} MB. Files can be up to {MOST_BYTES // 1024**2} MB. Make it smaller, or share a "
            "link."
        )
    try:
        kind_of_file = detect_type(content)
        if kind_of_file is None:
            raise ValidationError(f"“{shown}” is not a file type we accept. Use {TAKEN}.")
        ending, kind = kind_of_file
        if kind in PICTURES:
            check_pixels(content, kind)
    except OverLimit as limit:
        raise ValidationError(f"“{shown}” {limit}") from None
    return CheckedUpload(clean_name(name, ending), ending, kind, content, is_uploaded=True)


class UploadsInput(forms.ClearableFileInput):
    """A file input that accepts several files."""

    allow_multiple_selected = True


class UploadsField(forms.FileField):
    """A field for several files. It cleans to a list of CheckedUpload; each error names its file."""

    widget = UploadsInput

    def __init__(self, *, most: int = 10, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the page refuse what is too large before it is sent."""
        return {**super().widget_attrs(widget), "data-most-bytes": MOST_BYTES, "data-most-files": self.most}

    def clean(self, data: Any, initial: Any = None) -> list[CheckedUpload]:
        sent: Iterable[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        uploads = [upload for upload in sent if upload]
        if not uploads and self.required:
            raise ValidationError("Choose a file.")
        if len(uploads) > self.most:
            raise ValidationError(f"You’ve chosen {len(uploads)} files. You can attach up to {self.most}.")
        checked, problems = [], []
        for upload in uploads:
            try:
                checked.append(check_upload(upload.name, upload.read(MOST_BYTES + 1), size=upload.size))
            except ValidationError as problem:
                problems.extend(problem.messages)
        if problems:
            raise ValidationError(problems)
        return checked
