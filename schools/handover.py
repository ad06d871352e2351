"""Handover rules: what passes from an Advocate who leaves, moves or joins to a successor.

Apps above register rules with `register_handover_rule`; inviting a new Advocate to what is coming is done by handlers
of `schools.advocate_joined`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sustaining.common.errors import DomainError
from sustaining.common.registry import Registry

from .models import Advocate


@dataclass(frozen=True)
class HandoverRule:
    """One kind of work that passes from an Advocate to a successor.

    `singular` and `plural` name it; `find` returns the open rows, `pass_on` moves them, and `name` describes one row.
    """

    singular: str
    plural: str
    find: Callable[[Advocate, datetime], QuerySet]
    pass_on: Callable[[Advocate, Advocate, datetime], None]
    name: Callable[[Any], str] = str

    def format_count(self, number: int) -> str:
        """Return `1 session planned`, `3 sessions planned`."""
        return f"{number} {self.singular if number == 1 else self.plural}"


HANDOVER_RULES: Registry[str, HandoverRule] = Registry("handover rules", "What passes from an Advocate to a successor.")


def register_handover_rule(rule: HandoverRule) -> HandoverRule:
    """Register a rule, from `AppConfig.ready`."""
    return HANDOVER_RULES.add(rule.singular, rule)


class CannotHandOver(DomainError):
    """The hand-over is not possible as requested; `field` names the form's field, if any."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def open_work(advocate: Advocate, now: datetime) -> list[tuple[str, list[str]]]:
    """Return the Advocate's open work as (count in words, names) for each kind that has any. One query for each kind."""
    open_work = [(rule, [rule.name(row) for row in rule.find(advocate, now)]) for rule in HANDOVER_RULES.values()]
    return [(rule.format_count(len(names)), names) for rule, names in open_work if names]
