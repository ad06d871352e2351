"""Two accounts of one person become one: what they are and what is to come moves; what each did keeps its signature.

Rooms above say what moves (`merges`). The account that is given up stays, closed, and names the one that took over, so
that a decision or an agreement still says which account signed it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.common.registry import Registry

from .models import User


class CannotMerge(DomainError):
    """The accounts cannot become one as they stand."""


@dataclass(frozen=True)
class MergeRule:
    """Something that moves with its person. `words` name it, `find` gives it, `move` hands it to the account that stays."""

    words: str
    find: Callable[[User], QuerySet]
    move: Callable[[User, User, datetime], None]


MERGE_RULES: Registry[str, MergeRule] = Registry("merge rules", "What moves when two accounts become one.")


def merges(belonging: MergeRule) -> MergeRule:
    """Register what moves, from `AppConfig.ready`."""
    return MERGE_RULES.add(belonging.words, belonging)


def belongings_of(user: User) -> list[tuple[str, list[str]]]:
    """What would move from an account: each kind in words, with its things. One query a kind."""
    found = [(one.words, [str(thing) for thing in one.find(user)]) for one in MERGE_RULES.values()]
    return [(words, things) for words, things in found if things]


@action("accounts.merge_people")
def merge_people(stays: User, *, other: User, by: Any, now: datetime) -> User:
    """Move what belongs to `other` to `stays` and close `other`. Raises CannotMerge and changes nothing.

    `move` functions raise CannotMerge where a person has to decide.
    """
    rows = User.objects.select_for_update().order_by("pk").in_bulk([stays.pk, other.pk])
    if len(rows) < 2:
        raise CannotMerge("These are the same account. Choose two.")
    stays, other = rows[stays.pk], rows[other.pk]
    if stays.is_system or other.is_system:
        raise CannotMerge("The clock’s own account stays as it is.")
    if other.merged_into_id or stays.merged_into_id:
        raise CannotMerge("One of these accounts has been merged already.")
    if other.pk == by.pk:
        raise CannotMerge("You would close the account that you are signed in with. Keep that one.")
    if other.is_superuser and not stays.is_superuser:
        raise CannotMerge(
            f"{other.email} is a programme administrator. Keep that account, or take the right away first."
        )
    for belonging in MERGE_RULES.values():
        belonging.move(other, stays, now)
    if not stays.trn:
        stays.trn = other.trn
    if other.joined_at and not stays.joined_at:
        raise CannotMerge(f"{other.email} is the account that is used. Keep that one.")
    stays.save(update_fields=["trn"])
    User.objects.filter(merged_into=other).update(merged_into=stays)
    other.is_active, other.merged_into = False, stays
    other.set_unusable_password()
    other.save(update_fields=["is_active", "merged_into", "password"])
    return stays
