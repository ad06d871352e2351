"""What ends when a school withdraws, and what a reinstatement puts back: one rule for each kind, shown before it is done.

Apps above register their rules with `register_ending_rule`. The confirmation page and the action use the same functions,
so that the page lists exactly what the action does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sustaining.common.clock import london_day
from sustaining.common.registry import Registry

from .models import Advocate, Participation, SchoolContact, Withdrawal
from .people import each_by_name
from .querysets import current

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@dataclass(frozen=True)
class Consequence:
    """Something that follows, as a sentence, with the names of the rows that it concerns."""

    sentence: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Restoration:
    """Something that a reinstatement puts back, or cannot: then `refusal` says why."""

    name: str
    row: Any = None
    refusal: str = ""


class EndingRule(ABC):
    """One kind of thing that ends with a participation. `name` is the key under which a withdrawal keeps what it ended."""

    name = ""

    @abstractmethod
    def find(self, participation: Participation, now: datetime) -> list[Any]:
        """Return the rows that a withdrawal now would end."""

    @abstractmethod
    def describe(self, rows: list[Any], now: datetime) -> list[Consequence]:
        """Return what would follow for these rows; empty when there are none."""

    @abstractmethod
    def end(self, rows: list[Any], *, reason: str, by: User, now: datetime) -> list[Any]:
        """End the rows and return JSON values by which `restorations` finds them again. Call in the action's transaction."""

    def restorations(self, participation: Participation, ended: list[Any], now: datetime) -> list[Restoration]:
        """Return what a reinstatement now would put back of what `end` returned, and what it cannot."""
        return []

    def restore(
        self, participation: Participation, restorations: list[Restoration], *, reason: str, by: User, now: datetime
    ) -> None:
        """Put back what `restorations` returned without a refusal. Call in the action's transaction."""
        for restoration in restorations:
            raise LookupError(f"The rule {self.name} does not say how to put back {restoration.name}.")

    def readers(self, participation: Participation, now: datetime) -> list[User]:
        """Return the people outside the school who are emailed about a withdrawal or a reinstatement now."""
        return []


def keep_ended(row: Any) -> list[Any]:
    """Return a dated row, before it ends, as its key and the last day that was planned for it: what `end` returns."""
    return [row.pk, row.ends_on.isoformat() if row.ends_on else None]


def planned_ends(ended: list[Any]) -> dict[int, date | None]:
    """Return the planned last day of each row that `keep_ended` kept, by its key. Older withdrawals hold the key alone."""
    pairs = [value if isinstance(value, list) else [value, None] for value in ended]
    return {key: date.fromisoformat(day) if day else None for key, day in pairs}


ENDING_RULES: Registry[str, EndingRule] = Registry(
    "ending rules", "What ends when a school withdraws, and what a reinstatement puts back."
)


def register_ending_rule(rule: EndingRule) -> EndingRule:
    """Register a rule, from `AppConfig.ready`."""
    return ENDING_RULES.add(rule.name, rule)


@dataclass(frozen=True)
class Preview:
    """What an action would do now, the people who would be emailed, and what could not be put back."""

    consequences: list[Consequence]
    people: list[User]
    refusals: list[Restoration] = field(default_factory=list)


def preview_withdrawal(participation: Participation, now: datetime) -> Preview:
    """Return what would follow if the school withdrew now."""
    consequences: list[Consequence] = []
    for rule in ENDING_RULES.values():
        consequences += rule.describe(rule.find(participation, now), now)
    return Preview(consequences, people_to_email(participation, now))


def preview_reinstatement(participation: Participation, now: datetime) -> Preview:
    """Return what a reinstatement now would put back, and what it could not."""
    restorations = [item for _, items in find_restorations(participation, now) for item in items]
    return Preview(
        [Consequence(item.name) for item in restorations if not item.refusal],
        people_to_email(participation, now),
        [item for item in restorations if item.refusal],
    )


def find_restorations(participation: Participation, now: datetime) -> list[tuple[EndingRule, list[Restoration]]]:
    """Return each rule with what it would put back of the participation's last withdrawal."""
    withdrawal = last_withdrawal(participation)
    ended = withdrawal.ended if withdrawal else {}
    return [(rule, rule.restorations(participation, ended.get(name, []), now)) for name, rule in ENDING_RULES.items()]


def last_withdrawal(participation: Participation) -> Withdrawal | None:
    """Return the withdrawal that is in force; None when there is none, or when it is older than these records."""
    return Withdrawal.objects.filter(participation=participation, reinstated_at__isnull=True).first()


def people_to_email(participation: Participation, now: datetime) -> list[User]:
    """Return who is emailed when the participation ends or is reinstated, each person once, by name."""
    readers = [*school_people(london_day(now), school=participation.school_id)]
    for rule in ENDING_RULES.values():
        readers += rule.readers(participation, now)
    return each_by_name(readers)


def school_people(on: date, **schools: Any) -> Iterable[User]:
    """Yield the Advocates and contacts on a day of the schools that the filter `schools` on their posts names."""
    for model in (Advocate, SchoolContact):
        yield from (post.user for post in model.objects.filter(current(on), **schools).select_related("user"))
