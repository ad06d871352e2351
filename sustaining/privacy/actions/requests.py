"""Writes of data requests: ask, make the archive, download, end."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import F

from sustaining.accounts.models import User
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.file_storage import delete_on_commit
from sustaining.common.nudge import wake_worker_on_commit
from sustaining.common.permissions import action, may
from sustaining.outbox.actions import queue_email

from ..choices import REQUEST_MOVES, RequestState, Scope
from ..models import DataRequest

MAKE_TASK = "sustaining.privacy.tasks.make_archives"


class AlreadyAsked(DomainError):
    """The same person is waiting for the same archive."""

    field = "address"


@action("privacy.request_own_data")
def request_own_data(person: User, *, by: User, now: datetime) -> DataRequest:
    """Ask for everything that is kept about oneself. Raise AlreadyAsked while an archive is being made."""
    return _ask(scope=Scope.OWN, person=person, address=person.email, by=by, now=now)


@action("privacy.request_data")
def request_data(person: User | None, *, address: str, reason: str, by: User, now: datetime) -> DataRequest:
    """Ask for what is kept about a person or an address: of the whole site, or what the user’s hub keeps.

    Raise AlreadyAsked while the same archive is being made.
    """
    scope = Scope.PROGRAMME if by.is_superuser else Scope.HUB
    return _ask(scope=scope, person=person, address=address, reason=reason, by=by, now=now)


def _ask(*, by: User, now: datetime, **fields: Any) -> DataRequest:
    try:
        with transaction.atomic():
            request = DataRequest.objects.create(asked_by=by, asked_at=now, try_at=now, **fields)
    except IntegrityError:
        raise AlreadyAsked("You have already asked for this. We’ll email you when the archive is ready.") from None
    wake_worker_on_commit(MAKE_TASK)
    return request


@action("privacy.make_archive")
def keep_archive(request: DataRequest, *, archive: Any, by: User, now: datetime) -> DataRequest:
    """Keep the archive that a worker has made, and email the person who asked. `archive` is an `archive.Archive`."""
    name = f"datarequest/{request.key}.zip"
    storage = DataRequest._meta.get_field("file").storage
    storage.delete(name)  # of a worker that was killed before it committed
    archive.content.seek(0)
    digest = hashlib.file_digest(archive.content, "sha256").hexdigest()
    size = archive.content.tell()
    archive.content.seek(0)
    REQUEST_MOVES.make(
        request,
        "make",
        file=storage.save(name, File(archive.content)),
        made_at=now,
        ends_at=now + timedelta(days=settings.DATA_REQUEST_DAYS),
        rows=archive.rows,
        files=archive.files,
        withheld=archive.withheld,
        size=size,
        sha256=digest,
    )
    queue_email(
        f"data_request_ready:{request.pk}",
        to=request.asked_by,
        kind="data_request_ready",
        now=now,
        facts={"data_request": request.pk},
        about=request,
        data_request=request,
    )
    return request


@action("privacy.download_archive")
def note_download(request: DataRequest, *, by: User, now: datetime) -> DataRequest:
    """Record that the archive is downloaded. Raise WrongState when it is not there, or its time is over."""
    ready = DataRequest.objects.filter(pk=request.pk, state=RequestState.READY, ends_at__gt=now)
    if not ready.update(downloads=F("downloads") + 1, downloaded_at=now):
        raise WrongState("This archive can’t be downloaded: it is not ready yet, or has been deleted.")
    request.refresh_from_db()
    return request


@action("privacy.end_archive")
def end_request(request: DataRequest, *, by: User, now: datetime) -> DataRequest:
    """Delete the archive, or stop one from being made. What was asked, made and downloaded stays recorded."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    name = request.file.name
    REQUEST_MOVES.make(request, "end", ended_at=now, ended_by=by, file="")
    if name:
        storage = DataRequest._meta.get_field("file").storage
        delete_on_commit(storage, name)
    return request


def can_be_made(request: DataRequest) -> bool:
    """Return whether the person who asked may still have the archive."""
    return request.asked_by.is_active and may(request.asked_by, "privacy.download_archive", request)
