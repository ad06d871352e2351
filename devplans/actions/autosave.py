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
from ..models import Aim, Aside, Comment, Plan, Step
from ..text_merge import plain
from .plans import open_for_edit

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class NotWritten(DomainError):
    """The text cannot be saved as it is."""


@dataclass(frozen=True)
class Written:
    """The result of a save: the text that the field now holds, and the writer's own text if it was set aside."""

    stored: str
    aside: Aside | None = None


@action("devplans.edit_plan")
def write_text(
    row: Plan | Aim | Step,
    *,
    field: AutosavedText,
    text: str,
    base: str,
    aside: int | None = None,
    by: User,
    now: datetime,
) -> Written:
    """Save a text that was begun from `base`, or set it aside when somebody else has changed the field meanwhile.

    `aside` is the key of the writer's own text set aside, when they are continuing it. Everything that one person types
    in one sitting is a single history entry.

    Raise NotWritten when the text is too long, holds a null character or is required and empty; WrongState when the
    plan is agreed.
    """
    text, base = plain(text), plain(base)
    _check(field, text)
    plan = open_for_edit(field.get_plan(row))
    locked = field.model._default_manager.select_for_update().get(pk=row.pk)
    stored = plain(getattr(locked, field.name))
    own_aside = _own_aside(aside, field, row, by)
    if own_aside is not None:
        return _write_on(own_aside, text, stored, by, now)
    if stored not in (text, base):
        return Written(stored, _set_aside(plan, field, row, text, base, by, now))
    if text != stored:
        with pghistory.context(field=field.name):
            setattr(locked, field.name, text)
            locked.save(update_fields=[field.name])
        collapse_autosaves(locked, field.name, by=by, now=now)
        setattr(row, field.name, text)
    return Written(text)


def _own_aside(key: int | None, field: AutosavedText, row: Any, by: User) -> Aside | None:
    if key is None:
        return None
    asides = Aside.objects.select_for_update().filter(pk=key, by=by, settled_at=None)
    return asides.filter(kind=field.kind, row=row.pk, field=field.name).first()


def _write_on(own_aside: Aside, text: str, stored: str, by: User, now: datetime) -> Written:
    """Continue the writer's own text set aside; settle it once it equals the stored text."""
    if text == stored:
        own_aside.settled_by, own_aside.settled_at = by, now
        own_aside.save(update_fields=["settled_by", "settled_at"])
        return Written(stored)
    if text != own_aside.text:
        with pghistory.context(field="text"):
            own_aside.text, own_aside.at = text, now
            own_aside.save(update_fields=["text", "at"])
        collapse_autosaves(own_aside, "text", by=by, now=now)
    return Written(stored, own_aside)


def _set_aside(plan: Plan, field: AutosavedText, row: Any, text: str, base: str, by: User, now: datetime) -> Aside:
    return Aside.objects.create(
        plan=plan, kind=field.kind, row=row.pk, field=field.name, base=base, text=text, by=by, at=now
    )


def _check(field: AutosavedText, text: str) -> None:
    if "\x00" in text:
        raise NotWritten("The text holds a sign that cannot be kept. Take it out.")
    if field.field.required and not text:
        raise NotWritten(f"“{field.label}” cannot be left empty; what stood there is kept.")
    if len(text) > (most := field.field.max_length):
        raise NotWritten(f"That is {len(text):,} letters; {most:,} fit here. Make it shorter.")


@action("devplans.edit_plan")
def settle_aside(aside: Aside, *, text: str, stored: str, by: User, now: datetime) -> Aside:
    """Write the text that both writers end up with, and settle the one set aside.

    `stored` is the field's text when the decision was made. Raise WrongState when it is settled already or the field
    has changed since, NotWritten when the text cannot be saved.
    """
    field = AUTOSAVED[aside.kind, aside.field]
    text, stored = plain(text), plain(stored)
    _check(field, text)
    locked = Aside.objects.select_for_update().get(pk=aside.pk)
    if locked.settled_at:
        raise WrongState("This has been settled meanwhile.")
    open_for_edit(locked.plan)
    row = field.model._default_manager.select_for_update().get(pk=locked.row)
    if plain(getattr(row, field.name)) != stored:
        raise WrongState("The text has changed again since you read it. Look at it once more, then decide.")
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
        raise NotWritten("Write the comment first.")
    return Comment.objects.create(aim=aim, text=plain(text), by=by, at=now)


@action("devplans.withdraw_comment")
def withdraw_comment(comment: Comment, *, by: User, now: datetime) -> Comment:
    """Withdraw the writer's own comment. Raise WrongState when it has been withdrawn already."""
    if not Comment.objects.filter(pk=comment.pk, withdrawn_at=None).update(withdrawn_at=now):
        raise WrongState("This comment has been taken back already.")
    comment.refresh_from_db()
    return comment
