"""What the actions of all lists of a hub share: map columns, choose rows, save at once or by a worker, undo as a whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection

from sustaining.common.errors import DomainError, WrongState
from sustaining.common.nudge import wake_worker_on_commit

from ..list_rows import CheckedRows
from ..models import HubListUpload

if TYPE_CHECKING:
    from sustaining.accounts.models import User

L = TypeVar("L", bound=HubListUpload)
LARGE = 50
"""A list with more rows is saved by a worker: a request would take too long."""
SAVE_TASK = "sustaining.onboarding.tasks.save_lists"
MOST_NAMED = 5


class ListChanged(DomainError):
    """Saving would do something else than what was shown."""


class ListInProgress(DomainError):
    """A worker is saving the list."""


class CannotUndo(DomainError):
    """Something has been done with what the list made, so nothing is undone."""

    field = "reason"


def lock_lists(hub_id: int) -> None:
    """Let one list of a hub be saved or undone at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('onboarding_lists'), %s)", [hub_id % 2**31])


def try_to_lock_lists(hub_id: int) -> bool:
    """Do the same without waiting; return whether no other list of the hub is being saved or undone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('onboarding_lists'), %s)", [hub_id % 2**31])
        return bool(cursor.fetchone()[0])


def lock_open_list(upload: L, now: datetime) -> L:
    """Return the list, locked. Raise TooOld when it was saved, or is more than a day old."""
    rows = type(upload)._default_manager.select_for_update(of=("self",)).select_related("hub")
    locked = rows.get(pk=upload.pk)
    locked.open_rows(now)
    return locked


def lock_idle_list(upload: L, now: datetime) -> L:
    """Return the list, locked. Raise ListInProgress while a worker has to save it, TooOld when it was saved or is old."""
    locked = lock_open_list(upload, now)
    if locked.is_being_saved:
        raise ListInProgress("This list is being saved. Wait until it is finished: nothing was changed.")
    return locked


def set_columns(upload: L, columns: Mapping[str, int], now: datetime, **settings: Any) -> L:
    """Keep what each column holds, and settings of the list. Call it inside an action's transaction. Raise TooOld."""
    locked = lock_idle_list(upload, now)
    values = {"columns": dict(columns), "is_mapped": True, "save_problem": "", **settings}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(values))
    return locked


def leave_out(upload: HubListUpload, lines: Collection[int], now: datetime) -> bool:
    """Leave rows out, and take the others in; return whether anything changed. Call it inside an action's transaction."""
    locked = lock_idle_list(upload, now)
    chosen = sorted(set(lines))
    if chosen == sorted(locked.left_out):
        return False
    locked.left_out = chosen
    locked.save(update_fields=["left_out"])
    return True


def save_or_ask(upload: HubListUpload, save: Callable[..., int], *, seen: str, by: User, now: datetime) -> int:
    """Save a list at once and return how much was saved; have a worker save a long one, and return 0.

    A worker that is killed has saved nothing, and the next one begins again. Call it inside an action's transaction.
    """
    locked = lock_idle_list(upload, now)
    if len(locked.open_rows(now)) <= LARGE:
        return save(upload, seen=seen, by=by, now=now)
    locked.saving_by, locked.saving_at, locked.seen, locked.save_problem = by, now, seen[:32], ""
    locked.save(update_fields=["saving_by", "saving_at", "seen", "save_problem"])
    wake_worker_on_commit(SAVE_TASK)
    return 0


def save_rows(
    upload: L,
    check: Callable[..., CheckedRows[Any]],
    save_row: Callable[[Any, L, Any], Any],
    *,
    seen: str,
    refusal: type[DomainError],
    nothing: str,
    by: User,
    now: datetime,
) -> int:
    """Save the rows of a list, all or none, by `save_row(row, list, checked list)`, and return how many.

    `seen` is the fingerprint of the list as it was shown. Raise ListChanged when it would do something else now, TooOld,
    or `refusal`: with the sentence `nothing` when no row can be saved, else with the name in the row that can't.
    Call it inside an action's transaction.
    """
    lock_lists(upload.hub_id)
    locked = lock_open_list(upload, now)
    checked = check(locked, by, now)
    check_unchanged(checked, seen)
    rows = checked.to_save
    if not rows:
        raise refusal(nothing)
    made = []
    for row in rows:
        try:
            made.append(save_row(row, locked, checked))
        except DomainError as error:
            raise refusal(f"{row.name} (row {row.line}): {error} Nothing was saved.") from error
    locked.save_made(made, by=by, now=now)
    return len(made)


def check_unchanged(checked: CheckedRows[Any], seen: str) -> None:
    """Raise ListChanged when the list would do something else now than what was shown."""
    if checked.fingerprint != seen:
        raise ListChanged(
            "The list, or one of its schools, has changed since you checked it. Check it again: nothing was saved."
        )


def lock_to_undo(upload: L, *, undone: str, nothing: str) -> L:
    """Return the list, locked, with its hub's other lists waiting. Raise WrongState unless it was saved and not undone."""
    lock_lists(upload.hub_id)
    rows = type(upload)._default_manager.select_for_update(of=("self",)).select_related("hub")
    locked = rows.get(pk=upload.pk)
    if not locked.can_be_undone:
        raise WrongState(undone if locked.undone_at else nothing)
    return locked


def name_some(names: list[str]) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{'; '.join(names[:MOST_NAMED])}{more}"
