"""Attach files to sessions, and take them away again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.errors import DomainError, domain_error_from_constraint
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.permissions import action

from ..models import Session, SessionFile
from ..models.attachments import MOST_FILES, TOO_MANY

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class TooManyFiles(DomainError):
    """A session may not hold more files."""

    field = "files"


@action("devplans.attach_files")
def attach_files(session: Session, *, files: Iterable[CheckedUpload], by: User, now: datetime) -> list[SessionFile]:
    """Attach files to a session, leaving out any that it already has, and return the new ones.

    Raise TooManyFiles, and attach none, when the session would then hold more than ten.
    """
    Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    there = set(session.files.filter(removed_at__isnull=True).values_list("sha256", flat=True))
    fresh = list({upload.sha256: upload for upload in files if upload.sha256 not in there}.values())
    if len(there) + len(fresh) > MOST_FILES:
        raise TooManyFiles(TOO_MANY)
    with domain_error_from_constraint(TooManyFiles, constraint="ten_files_a_session"):
        return [keep_file(SessionFile, upload, by=by, now=now, session=session) for upload in fresh]


@action("devplans.attach_files")
def take_away_file(stored: SessionFile, *, by: User, now: datetime) -> SessionFile:
    """Take a file off a session: the row stays in the history, but the file is no longer served."""
    if stored.removed_at is None:
        stored.removed_at, stored.removed_by = now, by
        stored.save(update_fields=["removed_at", "removed_by"])
    return stored


@action("devplans.attach_files")
def restore_file(stored: SessionFile, *, by: User, now: datetime) -> SessionFile:
    """Put a file that was taken off a session back.

    Raise WrongState when it was not taken off, TooManyFiles when the session has ten others, or the same one again.
    """
    stored.check_can_return()
    Session.objects.select_for_update(of=("self",)).get(pk=stored.session_id)
    if SessionFile.objects.filter(session=stored.session_id, sha256=stored.sha256, removed_at__isnull=True).exists():
        raise TooManyFiles("This file is attached already.")
    stored.removed_at = stored.removed_by = None
    with domain_error_from_constraint(TooManyFiles, constraint="ten_files_a_session"):
        stored.save(update_fields=["removed_at", "removed_by"])
    return stored
