"""Bring in a list of what a hub did before it used the site: all or none, and undone as a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from schools.models import Hub
from sustaining.common.errors import DomainError
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.permissions import action

from ..choices import OpeningKind
from ..models import OpeningUpload
from ..openings import check_openings, opening_list
from .lists import (
    CannotUndo,
    leave_out,
    lock_to_undo,
    name_some,
    save_or_ask,
    save_rows,
    set_columns,
)

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class CannotBringIn(DomainError):
    """A row of the list can't be brought in, so none is."""


@action("onboarding.bring_in")
def upload_openings(hub: Hub, *, kind: OpeningKind, file: CheckedUpload, by: User, now: datetime) -> OpeningUpload:
    """Keep an uploaded or pasted list for a worker to read."""
    return keep_file(OpeningUpload, file, by=by, now=now, hub=hub, list_kind=kind)


@action("onboarding.bring_in")
def map_opening_columns(upload: OpeningUpload, *, columns: Mapping[str, int], by: User, now: datetime) -> OpeningUpload:
    """Say what each column of the list holds. Raise TooOld or ListInProgress."""
    return set_columns(upload, columns, now)


@action("onboarding.bring_in")
def choose_opening_rows(upload: OpeningUpload, *, left_out: Collection[int], by: User, now: datetime) -> bool:
    """Leave rows out of the list, and take the others in; return whether anything changed. Raise TooOld, ListInProgress."""
    return leave_out(upload, left_out, now)


@action("onboarding.bring_in")
def bring_in_list(upload: OpeningUpload, *, seen: str, by: User, now: datetime) -> int:
    """Bring a list in at once and return how many rows, or have a worker bring in a long list and return 0."""
    return save_or_ask(upload, save_openings, seen=seen, by=by, now=now)


@action("onboarding.bring_in")
def save_openings(upload: OpeningUpload, *, seen: str, by: User, now: datetime) -> int:
    """Bring in the rows of a list, all or none; return how many.

    `seen` is the fingerprint of the list as it was shown. Raise ListChanged when it would do something else now, TooOld,
    or CannotBringIn with the school's name.
    """
    return save_rows(
        upload,
        check_openings,
        lambda row, locked, checked: opening_list(locked).save(row, locked, by=by, now=now),
        seen=seen,
        refusal=CannotBringIn,
        nothing="None of the rows in this list can be brought in. Nothing was saved.",
        by=by,
        now=now,
    )


@action("onboarding.undo_openings")
def undo_openings(upload: OpeningUpload, *, reason: str, by: User, now: datetime) -> int:
    """Undo everything that a list brought in, and return how much it was.

    Raise WrongState unless it was brought in, CannotUndo, with names, when later work hangs on it.
    """
    locked = lock_to_undo(
        upload, undone="This list has been undone already.", nothing="Nothing has been brought in from this list yet."
    )
    kind = opening_list(locked)
    if in_use := kind.in_use(locked.made):
        raise CannotUndo(f"These {kind.nouns} are in use: {name_some(in_use)}. Undo what was done with them first.")
    kind.undo(locked.made, reason=reason, by=by, now=now)
    locked.mark_undone(reason=reason, by=by, now=now)
    return len(locked.made)
