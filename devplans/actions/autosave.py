"""Write a plan together: autosaved texts, conflicting edits set aside, and comments.

A text is saved when the field still holds what its writer began from. Otherwise somebody else has changed it meanwhile:
their text stays in the field, and the writer's is set aside until anyone who may edit the plan settles it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory

from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action

from ..autosave_history import collapse_autosaves
from ..fields import AIM, AUTOSAVED, AutosavedText
from ..models import Aim, Comment, ConflictingEdit, Plan, Step
from ..text_merge import plain
from .plans import open_for_edit

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class NotWritten(DomainError):
    """The text cannot be saved as it is."""


@dataclass(frozen=True)
class Written:
    """The result of a save: the text that the field now holds, and the writer's conflicting edit, if any."""

    stored: str
    conflict: ConflictingEdit | None = None


@action("devplans.edit_plan")
def write_text(
    row: Plan | Aim | Step,
    *,
    field: AutosavedText,
    text: str,
    base: str,
    conflict: int | None = None,
    by: User,
    now: datetime,
) -> Written:
    """Save a text that was begun from `base`, or keep it as a conflicting edit if someone else changed the field.

    `conflict` is the key of the writer's own conflicting edit, if they continue it. Everything that one person types
    in one sitting is a single history entry.

    Raise NotWritten when the text is too long, holds a null character or is required and empty; WrongState when the
    plan is agreed.
    """
    text, base = plain(text), plain(base)
    _check(field, text)
    plan = open_for_edit(field.get_plan(row))
    # Two autosaves of one field arrive together whenever two people type; the lock makes the second compare with what
    # the first stored.
    locked = field.model._default_manager.select_for_update().get(pk=row.pk)
    stored = plain(getattr(locked, field.name))
    own_conflict = _own_conflict(conflict, field, row, by)
    if own_conflict is not None:
        return _write_on(own_conflict, text, stored, by, now)
    # Equal to `text`: both wrote the same, or the browser repeats a request whose answer was lost. Neither is a
    # conflict.
    if stored not in (text, base):
        return Written(stored, _record_conflict(plan, field, row, text, base, by, now))
    if text != stored:
        # The field's name in the history context lets collapse_autosaves fold this event into the one before.
        with pghistory.context(field=field.name):
            setattr(locked, field.name, text)
            locked.save(update_fields=[field.name])
        collapse_autosaves(locked, field.name, by=by, now=now)
        setattr(row, field.name, text)
    return Written(text)


def _own_conflict(key: int | None, field: AutosavedText, row: Any, by: User) -> ConflictingEdit | None:
    if key is None:
        return None
    # `by` and the field are part of the filter because the key comes from a hidden input: it opens nobody else's text.
    conflicts = ConflictingEdit.objects.select_for_update().filter(pk=key, by=by, settled_at=None)
    return conflicts.filter(kind=field.kind, row=row.pk, field=field.name).first()


def _write_on(own_conflict: ConflictingEdit, text: str, stored: str, by: User, now: datetime) -> Written:
    """Continue the writer's own conflicting edit; settle it once it equals the stored text."""
    if text == stored:
        own_conflict.settled_by, own_conflict.settled_at = by, now
        own_conflict.save(update_fields=["settled_by", "settled_at"])
        return Written(stored)
    if text != own_conflict.text:
        with pghistory.context(field="text"):
            own_conflict.text, own_conflict.at = text, now
            own_conflict.save(update_fields=["text", "at"])
        collapse_autosaves(own_conflict, "text", by=by, now=now)
    return Written(stored, own_conflict)


def _record_conflict(
    plan: Plan, field: AutosavedText, row: Any, text: str, base: str, by: User, now: datetime
) -> ConflictingEdit:
    return ConflictingEdit.objects.create(
        plan=plan, kind=field.kind, row=row.pk, field=field.name, base=base, text=text, by=by, at=now
    )


def _check(field: AutosavedText, text: str) -> None:
    if "\x00" in text:
        raise NotWritten("The text contains a character that can’t be saved. Remove it.")
    if field.field.required and not text:
        raise NotWritten(f"“{field.label}” can’t be empty. The earlier text has been kept.")
    if len(text) > (most := field.field.max_length):
        raise NotWritten(f"Text must be {most:,} characters or fewer. You’ve entered {len(text):,}.")


@action("devplans.edit_plan")
def settle_conflict(conflict: ConflictingEdit, *, text: str, stored: str, by: User, now: datetime) -> ConflictingEdit:
    """Write the text that both writers end up with, and settle the conflicting edit.

    `stored` is the field's text when the decision was made. Raise WrongState when it is settled already or the field
    has changed since, NotWritten when the text cannot be saved.
    """
    field = AUTOSAVED[conflict.kind, conflict.field]
    text, stored = plain(text), plain(stored)
    _check(field, text)
    locked = ConflictingEdit.objects.select_for_update().get(pk=conflict.pk)
    if locked.settled_at:
        raise WrongState("Someone has already chosen a version.")
    open_for_edit(locked.plan)
    row = field.model._default_manager.select_for_update().get(pk=locked.row)
    # The person who settles has read both texts; if the field changed in between, they would overwrite words that they never
    # saw.
    if plain(getattr(row, field.name)) != stored:
        raise WrongState("The text has changed since you opened it. Check it again, then choose.")
    if text != stored:
        with pghistory.context(field=field.name):
            setattr(row, field.name, text)
            row.save(update_fields=[field.name])
    locked.settled_by, locked.settled_at = by, now
    locked.save(update_fields=["settled_by", "settled_at"])
    return locked


@action("devplans.edit_plan")
def edit_aim_choices(aim: Aim, *, by: User, now: datetime, **values: Any) -> Aim:
    """Change an aim's choices, such as its horizon; `values` are the fields of `AIM.chosen`.

    Raise WrongState while the plan is agreed.
    """
    open_for_edit(aim.plan)
    columns = AIM.changed_values(values)
    for name, value in columns.items():
        setattr(aim, name, value)
    aim.save(update_fields=list(columns))
    return aim


@action("devplans.comment")
def add_comment(aim: Aim, *, text: str, by: User, now: datetime) -> Comment:
    """Comment on an aim. Raise NotWritten when the text is empty."""
    if not plain(text):
        raise NotWritten("Enter a comment.")
    return Comment.objects.create(aim=aim, text=plain(text), by=by, at=now)


@action("devplans.withdraw_comment")
def withdraw_comment(comment: Comment, *, by: User, now: datetime) -> Comment:
    """Withdraw the writer's own comment. Raise WrongState when it has been withdrawn already."""
    if not Comment.objects.filter(pk=comment.pk, withdrawn_at=None).update(withdrawn_at=now):
        raise WrongState("This comment has already been deleted.")
    comment.refresh_from_db()
    return comment
