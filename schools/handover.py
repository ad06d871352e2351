"""An Advocate leaves, moves or joins: what was theirs to do passes to a successor in one go, and nothing is lost.

Apps above say what of theirs passes on (`register_handover_rule`); what a new Advocate is brought into happens at the event
`schools.advocate_joined`.
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
    """Something that passes from an Advocate to a successor. `one` and `many` are its words; `find` gives what is open,
    `name` what one of it is called."""

    one: str
    many: str
    find: Callable[[Advocate, datetime], QuerySet]
    pass_on: Callable[[Advocate, Advocate, datetime], None]
    name: Callable[[Any], str] = str

    def format_count(self, number: int) -> str:
        """`1 session planned`, `3 sessions planned`."""
        return f"{number} {self.one if number == 1 else self.many}"


HANDOVER_RULES: Registry[str, HandoverRule] = Registry("handover rules", "What passes from an Advocate to a successor.")


def register_handover_rule(rule: HandoverRule) -> HandoverRule:
    """Register a rule, from `AppConfig.ready`."""
    return HANDOVER_RULES.add(rule.one, rule)


class CannotHandOver(DomainError):
    """The hand-over cannot be as asked."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def open_work(advocate: Advocate, now: datetime) -> list[tuple[str, list[str]]]:
    """What is open in the Advocate's name: each kind in words, with its things. One query a kind."""
    open_work = [(rule, [rule.name(row) for row in rule.find(advocate, now)]) for rule in HANDOVER_RULES.values()]
    return [(rule.format_count(len(names)), names) for rule, names in open_work if names]
