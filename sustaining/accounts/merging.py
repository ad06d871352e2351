"""Two accounts of one person become one: what they are and what is to come moves; what each did keeps its signature.

Rooms above say what moves (`merges`). The account that is given up stays, closed, and names the one that took over, so
that a decision or an agreement still says which account signed it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from sustaining.common.errors import DomainError
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


def register_merge_rule(rule: MergeRule) -> MergeRule:
    """Register what moves, from `AppConfig.ready`."""
    return MERGE_RULES.add(rule.words, rule)


def list_belongings(user: User) -> list[tuple[str, list[str]]]:
    """What would move from an account: each kind in words, with its things. One query a kind."""
    found = [(one.words, [str(thing) for thing in one.find(user)]) for one in MERGE_RULES.values()]
    return [(words, things) for words, things in found if things]
