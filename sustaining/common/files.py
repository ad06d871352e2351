"""Attachments: checked by content, stored outside the web root under our own names, served by `file_response`.

An app derives a model from `StoredFile`, adds the foreign key and `objects = scoped(...)`, and fetches it in a view by
`get_visible_or_404`: whoever sees the object sees its files. JPEG, PNG and WebP pictures lose their metadata (place,
device); HEIC, PDF and documents are kept as they came.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import filetype
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import models, transaction
from django.http import FileResponse, Http404
from django.template.defaultfilters import filesizeformat
from PIL import Image, ImageOps, UnidentifiedImageError

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MOST_BYTES = 10 * 1024 * 1024
"""10 MB a file."""
MOST_PIXELS = 60_000_000
THUMBNAIL = (320, 320)
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
OFFICE = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
TAKEN = "pictures (JPEG, PNG, WebP, HEIC), PDF, Word, Excel, PowerPoint, OpenDocument, text and CSV"


def files_storage() -> Storage:
    """Return the storage of attachments: local disk, or S3 when settings name a bucket."""
    return storages["files"]


@dataclass(frozen=True)
class CheckedUpload:
    """An upload that has passed the checks: its original name, its type by content, and the bytes to store."""

    name: str
    ending: str
    kind: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hex digest of the stored content."""
        return hashlib.sha256(self.content).hexdigest()


def _own_name(instance: Any, filename: str) -> str:
    return f"{type(instance)._meta.model_name}/{uuid4().hex}{PurePath(filename).suffix}"


class StoredFile(models.Model):
    """Base of attachments. `name` is shown; `kind` is the media type by content; `size` is in bytes."""

    file = models.FileField(upload_to=_own_name, storage=files_storage, max_length=120)
    thumbnail = models.FileField(upload_to=_own_name, storage=files_storage, max_length=120, blank=True)
    name = models.CharField(max_length=120)
    kind = models.CharField("media type", max_length=100)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField("SHA-256", max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether the file has a thumbnail."""
        return bool(self.thumbnail)


S = TypeVar("S", bound=StoredFile)


def keep_file(model: type[S], upload: CheckedUpload, *, by: User, now: datetime, **fields: Any) -> S:
    """Write the upload to storage and its row to the database; call it inside an action's transaction.

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
    row.file.save(f"file.{upload.ending}", ContentFile(upload.content), save=False)
    if small := _thumbnail(upload):
        row.thumbnail.save("small.jpg", ContentFile(small), save=False)
    row.save()
    return row


def delete_content(model: type[StoredFile], keys: Sequence[Any]) -> None:
    """Delete the content of these rows from storage when the transaction commits; the rows stay."""
    rows = model._base_manager.filter(pk__in=keys)
    names = [name for pair in rows.values_list("file", "thumbnail") for name in pair if name]
    rows.update(file="", thumbnail="")
    storage = model._meta.get_field("file").storage

    def forget() -> None:
        for name in names:
            storage.delete(name)

    transaction.on_commit(forget)


def file_response(stored: StoredFile, *, small: bool = False) -> FileResponse:
    """Return the file: pictures inline, everything else as a download. The view has checked who may see it.

    Raise Http404 when there is no thumbnail, or when storage has lost the file.
    """
    stored_file = stored.thumbnail if small else stored.file
    if not stored_file:
        raise Http404("No such file.")
    try:
        opened = stored_file.open("rb")
    except (FileNotFoundError, OSError):
        raise Http404("The file is gone.") from None
    kind = "image/jpeg" if small else stored.kind
    response = FileResponse(opened, as_attachment=kind not in PICTURES, filename=stored.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def check_upload(name: str, content: bytes) -> CheckedUpload:
    """Return a CheckedUpload after checking the content. Raise ValidationError with a sentence that names the file."""
    shown = _plain_name(name)
    if not content:
        raise ValidationError(f"“{shown}” is empty. Choose the file again.")
    if len(content) > MOST_BYTES:
        size, most = filesizeformat(len(content)), filesizeformat(MOST_BYTES)
        raise ValidationError(f"“{shown}” has {size}; a file may have {most}. Make it smaller, or share a link.")
    kind_of_file = _kind_of(content)
    if kind_of_file is None:
        raise ValidationError(f"“{shown}” is not of a kind that can be kept. Take {TAKEN}.")
    ending, kind = kind_of_file
    if kind in PICTURES:
        content = _plain_picture(shown, content, PICTURES[kind])
    return CheckedUpload(shown, ending, kind, content)


def _plain_name(name: str) -> str:
    base_name = PurePath(name.replace("\\", "/")).name
    shown = "".join(letter for letter in base_name if letter.isprintable()).strip() or "file"
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[: 119 - len(ending)]}.{ending}" if dot and len(ending) < 10 else shown[:120]


def _kind_of(content: bytes) -> tuple[str, str] | None:
    """Return (extension, media type) by content, whatever the name says; None for a kind that is not accepted."""
    if content[:4] == b"PK\x03\x04":
        return _document(content)
    guess = filetype.guess(content)
    if guess and (guess.mime in PICTURES or guess.mime in ("application/pdf", "image/heic")):
        return guess.extension, guess.mime
    return None if guess else _text(content)


def _document(content: bytes) -> tuple[str, str] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            if "mimetype" in names and parts.getinfo("mimetype").file_size < 200:
                kind = parts.read("mimetype").decode("ascii", "replace").strip()
                return (OPEN_DOCUMENT[kind], kind) if kind in OPEN_DOCUMENT else None
    except (zipfile.BadZipFile, OSError, RuntimeError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next(
        (file_type for start, file_type in OFFICE.items() if any(name.startswith(start) for name in names)), None
    )


def _text(content: bytes) -> tuple[str, str] | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    plain = "\x00" not in text and not text.lstrip().startswith("<")
    return ("txt", "text/plain; charset=utf-8") if plain else None


def _open_picture(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    return ImageOps.exif_transpose(picture)


def _plain_picture(name: str, content: bytes, form: str) -> bytes:
    """Return the picture upright and without the place and device that a phone writes into it."""
    out = io.BytesIO()
    try:
        picture = _open_picture(content)
        if form == "JPEG" and picture.mode not in ("RGB", "L"):
            picture = picture.convert("RGB")
        picture.info = {}
        picture.save(out, form, quality=90)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ValidationError(f"“{name}” cannot be read as a picture. Save it anew and choose it again.") from None
    return out.getvalue()


def _thumbnail(upload: CheckedUpload) -> bytes | None:
    if upload.kind not in PICTURES:
        return None
    picture = _open_picture(upload.content).convert("RGB")
    picture.thumbnail(THUMBNAIL)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


class UploadsInput(forms.ClearableFileInput):
    """A file input that accepts several files."""

    allow_multiple_selected = True


class UploadsField(forms.FileField):
    """A field for several files. It cleans to a list of CheckedUpload; each error names its file."""

    widget = UploadsInput

    def __init__(self, *, most: int = 10, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[CheckedUpload]:
        sent: Iterable[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        uploads = [upload for upload in sent if upload]
        if not uploads and self.required:
            raise ValidationError("Choose a file.")
        if len(uploads) > self.most:
            raise ValidationError(f"Those are {len(uploads)} files; at most {self.most} can be attached.")
        checked, problems = [], []
        for upload in uploads:
            try:
                checked.append(check_upload(upload.name, upload.read(MOST_BYTES + 1)))
            except ValidationError as problem:
                problems.extend(problem.messages)
        if problems:
            raise ValidationError(problems)
        return checked
