"""Check uploaded files in a worker: decode each in a process with limits, then keep or refuse it.

A file is a row whose `check_state` is waiting; whatever happens to a worker, the next round finds it again.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import transaction

from .errors import DomainError
from .file_storage import FilesUnavailable, delete_on_commit
from .files import CheckState, Decoded, StoredFile, delete_content

logger = logging.getLogger(__name__)
UNREADABLE = "This file could not be checked. Save it again in its own program, then upload it again."


def stored_file_models() -> Iterator[type[StoredFile]]:
    """Yield every model of stored files."""
    for model in apps.get_models():
        if issubclass(model, StoredFile):
            yield model


def check_waiting_files() -> Counter[str]:
    """Check every file that waits, oldest first, and return counts by the state that they reached."""
    counts: Counter[str] = Counter()
    for model in stored_file_models():
        waiting = model._base_manager.filter(check_state=CheckState.WAITING).order_by("added_at", "pk")
        for key in waiting.values_list("pk", flat=True):
            counts[check_file(model, key)] += 1
    del counts[""]
    return counts


def check_file(model: type[StoredFile], key: int) -> str:
    """Check one file and return its new state; empty when it waits on, another worker has it, or it no longer waits."""
    try:
        return _check_locked(model, key)
    except FilesUnavailable:
        return ""  # storage is at fault, not the file: a later round finds it again


def _check_locked(model: type[StoredFile], key: int) -> str:
    with transaction.atomic():
        rows = model._base_manager.select_for_update(skip_locked=True, of=("self",))
        stored = rows.filter(pk=key, check_state=CheckState.WAITING).first()
        if stored is None:
            return ""
        try:
            with stored.file.open("rb") as opened:
                content = opened.read()
            decoded = stored.decode_content(content)
        except FilesUnavailable:
            raise
        except DomainError as refusal:
            return _refuse(stored, str(refusal))
        except Exception:
            logger.exception("The file %s %s could not be checked", model._meta.label, key)
            return _refuse(stored, UNREADABLE)
        return _keep(stored, decoded)


def _refuse(stored: StoredFile, sentence: str) -> str:
    stored.check_state, stored.refusal = CheckState.REFUSED, sentence
    stored.save(update_fields=["check_state", "refusal"])
    delete_content(type(stored), [stored.pk])
    return str(stored.check_state)


def _keep(stored: StoredFile, decoded: Decoded) -> str:
    """Replace the content by the decoded one. The uploaded bytes, with what a phone wrote into them, go."""
    changed = {"check_state", *decoded.values}
    stored.check_state = CheckState.CHECKED
    for name, value in decoded.values.items():
        setattr(stored, name, value)
    if decoded.content:
        uploaded, storage = str(stored.file.name), stored.file.storage
        delete_on_commit(storage, uploaded)
        stored.file.save(uploaded.rpartition("/")[2], ContentFile(decoded.content), save=False)
        stored.size = len(decoded.content)
        changed |= {"file", "size"}
    if decoded.thumbnail:
        stored.thumbnail.save("small.jpg", ContentFile(decoded.thumbnail), save=False)
        changed.add("thumbnail")
    stored.save(update_fields=changed)
    return str(stored.check_state)
