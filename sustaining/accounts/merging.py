"""Merge two accounts for one person: roles and future work move; past decisions keep the account that made them.

Apps above register what moves (`register_merge_rule`). The other account stays, closed, with `merged_into` set, so that a
decision or an agreement still says which account signed it.
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
    """The two accounts cannot be merged in their present state."""


@dataclass(frozen=True)
class MergeRule:
    """Objects that move with their person: `find` returns an account's, `move(other, remaining, now)` hands them over."""

    label: str
    find: Callable[[User], QuerySet]
    move: Callable[[User, User, datetime], None]


MERGE_RULES: Registry[str, MergeRule] = Registry("merge rules", "What moves when two accounts become one.")


def register_merge_rule(rule: MergeRule) -> MergeRule:
    """Register what moves; called from `AppConfig.ready`."""
    return MERGE_RULES.add(rule.label, rule)


def list_belongings(user: User) -> list[tuple[str, list[str]]]:
    """Return (label, names of the objects) of each kind that would move from an account. One query a kind."""
    belongings = [(rule.label, [str(row) for row in rule.find(user)]) for rule in MERGE_RULES.values()]
    return [(label, names) for label, names in belongings if names]
