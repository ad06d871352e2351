"""Handover rules: what passes from somebody who leaves a post to a successor: an Advocate, a Specialist, a hub’s people.

Apps above register rules with `register_handover_rule`; inviting a new Advocate to what is coming is done by handlers
of `schools.advocate_joined`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from sustaining.common.counts import counted
from sustaining.common.errors import DomainError
from sustaining.common.registry import Registry

from .models import Advocate


@dataclass(frozen=True)
class HandoverRule:
    """One kind of work that passes from the holder of a post to a successor.

    `singular` and `plural` name it; `find` returns the open rows, `pass_on` moves them, and `name` describes one row.
    `post` is the model of the post: an Advocate, a Specialist's assignment to a school, or a post at a hub. `find_each`
    returns the open rows of several posts by their keys in one query, for posts that a page lists together. Work that
    does not need a successor ends with the post where nobody takes over.
    """

    singular: str
    plural: str
    find: Callable[[Any, datetime], QuerySet]
    pass_on: Callable[[Any, Any, datetime], None]
    name: Callable[[Any], str] = str
    post: type[Model] = Advocate
    find_each: Callable[[Sequence[Any], datetime], Mapping[int, list[Any]]] | None = None
    needs_successor: bool = True

    def describe(self, rows: Sequence[Any]) -> tuple[str, list[str]]:
        """Return rows as `3 sessions planned` and their names."""
        return counted(len(rows), self.singular, self.plural), [self.name(row) for row in rows]


HANDOVER_RULES: Registry[tuple[type[Model], str], HandoverRule] = Registry(
    "handover rules", "What passes from someone who leaves a post to a successor."
)


def register_handover_rule(rule: HandoverRule) -> HandoverRule:
    """Register a rule, from `AppConfig.ready`."""
    return HANDOVER_RULES.add((rule.post, rule.singular), rule)


def rules_for(post: Model) -> list[HandoverRule]:
    """Return the rules about what the holder of a post hands over."""
    return [rule for rule in HANDOVER_RULES.values() if isinstance(post, rule.post)]


class CannotHandOver(DomainError):
    """The hand-over is not possible as requested; `field` names the form's field, if any."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def open_work(post: Model, now: datetime, *, needs_successor: bool = False) -> list[tuple[str, list[str]]]:
    """Return what is open in a post as (count in words, names) for each kind that has any. One query for each kind.

    `needs_successor` leaves out what ends with the post where nobody takes over.
    """
    rules = [rule for rule in rules_for(post) if rule.needs_successor or not needs_successor]
    rows_by_rule = [(rule, list(rule.find(post, now))) for rule in rules]
    return [rule.describe(rows) for rule, rows in rows_by_rule if rows]


def open_work_of_each(posts: Sequence[Model], now: datetime) -> list[list[tuple[str, list[str]]]]:
    """Return `open_work` of each of several posts of one kind. One query for each kind of work with `find_each`."""
    rows_by_rule = [(rule, _rows_by_post(rule, posts, now)) for rule in (rules_for(posts[0]) if posts else [])]
    return [[rule.describe(rows) for rule, by_post in rows_by_rule if (rows := by_post.get(post.pk))] for post in posts]


def _rows_by_post(rule: HandoverRule, posts: Sequence[Model], now: datetime) -> Mapping[int, list[Any]]:
    if rule.find_each:
        return rule.find_each(posts, now)
    return {post.pk: list(rule.find(post, now)) for post in posts}


def pass_on_open_work(leaving: Model, successor: Model, now: datetime) -> list[str]:
    """Pass everything open to a successor and return what it was, in words. Call it in an action's transaction."""
    # Before the rules run: afterwards nothing is left to list.
    passed = [summary for summary, _ in open_work(leaving, now)]
    for rule in rules_for(leaving):
        rule.pass_on(leaving, successor, now)
    return passed
