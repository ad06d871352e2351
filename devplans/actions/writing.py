"""Writing a plan together: texts saved as they are typed, texts set aside when two wrote at once, comments.

A text is saved when what its writer began from is what stands. Otherwise another has changed it meanwhile: then theirs
stands, and the writer's is set aside, whole, until one of those who write the plan settles it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pghistory

from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action

from ..fields import AIM, AUTOSAVED, AutosavedText
from ..folding import fold
from ..models import Aim, Aside, Comment, Plan, Step
from ..texts import plain
from .plans import open_for_edit


class NotWritten(DomainError):
    """The text cannot be saved as it is."""


@dataclass(frozen=True)
class Written:
    """What became of a text: `stands` is what the field says now; `aside` is set when the writer's was set aside."""

    stands: str
    aside: Aside | None = None


@action("devplans.edit_plan")
def write_text(
    row: Plan | Aim | Step,
    *,
    field: AutosavedText,
    text: str,
    base: str,
    aside: int | None = None,
    by: Any,
    now: datetime,
) -> Written:
    """Save a text that was begun from `base`; set it aside when another's stands there by now.

    `aside` is the key of the writer's own text set aside, when they are writing on in it. What one person writes in one
    sitting is one entry of the history. Raises NotWritten, WrongState.
    """
    text, base = plain(text), plain(base)
    _check(field, text)
    plan = open_for_edit(field.plan_of(row))
    locked = field.model._default_manager.select_for_update().get(pk=row.pk)
    stands = plain(getattr(locked, field.name))
    mine = _own_aside(aside, field, row, by)
    if mine is not None:
        return _write_on(mine, text, stands, by, now)
    if stands not in (text, base):
        return Written(stands, _set_aside(plan, field, row, text, base, by, now))
    if text != stands:
        with pghistory.context(field=field.name):
            setattr(locked, field.name, text)
            locked.save(update_fields=[field.name])
        fold(locked, field.name, by=by, now=now)
        setattr(row, field.name, text)
    return Written(text)


def _own_aside(key: int | None, field: AutosavedText, row: Any, by: Any) -> Aside | None:
    if key is None:
        return None
    found = Aside.objects.select_for_update().filter(pk=key, by=by, settled_at=None)
    return found.filter(kind=field.kind, row=row.pk, field=field.name).first()


def _write_on(mine: Aside, text: str, stands: str, by: Any, now: datetime) -> Written:
    """The writer writes on in their text set aside; coming to what stands, they have given it up."""
    if text == stands:
        mine.settled_by, mine.settled_at = by, now
        mine.save(update_fields=["settled_by", "settled_at"])
        return Written(stands)
    if text != mine.text:
        with pghistory.context(field="text"):
            mine.text, mine.at = text, now
            mine.save(update_fields=["text", "at"])
        fold(mine, "text", by=by, now=now)
    return Written(stands, mine)


def _set_aside(plan: Plan, field: AutosavedText, row: Any, text: str, base: str, by: Any, now: datetime) -> Aside:
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
def settle_aside(aside: Aside, *, text: str, standing: str, by: Any, now: datetime) -> Aside:
    """Write what both texts come to, and settle the one set aside. `standing` is what the decision was made on.

    Raises WrongState when it is settled already, or the field has changed again since; NotWritten.
    """
    field = AUTOSAVED[aside.kind, aside.field]
    text, standing = plain(text), plain(standing)
    _check(field, text)
    locked = Aside.objects.select_for_update().get(pk=aside.pk)
    if locked.settled_at:
        raise WrongState("This has been settled meanwhile.")
    open_for_edit(locked.plan)
    row = field.model._default_manager.select_for_update().get(pk=locked.row)
    if plain(getattr(row, field.name)) != standing:
        raise WrongState("The text has changed again since you read it. Look at it once more, then decide.")
    if text != standing:
        with pghistory.context(field=field.name):
            setattr(row, field.name, text)
            row.save(update_fields=[field.name])
    locked.settled_by, locked.settled_at = by, now
    locked.save(update_fields=["settled_by", "settled_at"])
    return locked


@action("devplans.edit_plan")
def choose_of_aim(aim: Aim, *, by: Any, now: datetime, **values: Any) -> Aim:
    """Change what of an aim is chosen, not written: `values` as in `AIM.chosen`. Raise WrongState while it is agreed."""
    open_for_edit(aim.plan)
    columns = AIM.changed_values(values)
    for name, value in columns.items():
        setattr(aim, name, value)
    aim.save(update_fields=list(columns))
    return aim


@action("devplans.comment")
def add_comment(aim: Aim, *, text: str, by: Any, now: datetime) -> Comment:
    """Say something about an aim. Raises NotWritten when it is empty."""
    if not plain(text):
        raise NotWritten("Write the comment first.")
    return Comment.objects.create(aim=aim, text=plain(text), by=by, at=now)


@action("devplans.withdraw_comment")
def withdraw_comment(comment: Comment, *, by: Any, now: datetime) -> Comment:
    """Take a comment of one's own back. Raises WrongState when it is."""
    if not Comment.objects.filter(pk=comment.pk, withdrawn_at=None).update(withdrawn_at=now):
        raise WrongState("This comment has been taken back already.")
    comment.refresh_from_db()
    return comment
