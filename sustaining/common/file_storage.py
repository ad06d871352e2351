"""Where attachments are stored: a disk that may be full, or a bucket that may refuse or not answer (`s3_storage`).

Both raise FilesUnavailable then, with a sentence: a form shows it above what was typed, and a page that only opens a file is
answered 503 (`StorageFaultMiddleware`). A file that storage has lost stays a FileNotFoundError.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage
from django.db import transaction

from .errors import DomainError

logger = logging.getLogger(__name__)
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
SAVING = "Files can’t be saved at the moment, so nothing was saved. Try again in a few minutes."
OPENING = "This file can’t be opened at the moment. Try again in a few minutes."


class FilesUnavailable(DomainError):
    """The storage of files is full, refuses or does not answer. Nobody's input is at fault: the same will work later."""

    code = "files_unavailable"


@contextmanager
def sentence_for(sentence: str, *errors: type[Exception]) -> Iterator[None]:
    """Raise FilesUnavailable with the sentence in place of these errors, which the log gets; pass on a lost file."""
    try:
        yield
    except FileNotFoundError:
        raise
    except errors as error:
        logger.exception("The storage of files failed.")
        raise FilesUnavailable(sentence) from error


def is_full(error: BaseException) -> bool:
    """Return whether the error says that a disk is full, or a quota of it."""
    return isinstance(error, OSError) and error.errno in FULL


def delete_on_commit(storage: Storage, name: str) -> None:
    """Delete a file when the transaction commits. Without the storage it stays, and the log says so: nothing leads to it."""
    transaction.on_commit(lambda: storage.delete(name), robust=True)


class DiskStorage(FileSystemStorage):
    """Django's folder of files, which says in a sentence that the disk is full or can't be written."""

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        with sentence_for(SAVING, OSError):
            try:
                return super().save(name, content, max_length)
            except OSError as error:
                if is_full(error) and name:  # what was written of it would fill the disk, and nothing leads to it
                    Path(self.path(name)).unlink(missing_ok=True)
                raise

    def open(self, name: str, mode: str = "rb") -> File:
        with sentence_for(OPENING, OSError):
            return super().open(name, mode)
