"""What a teacher may have been released for: the rooms that hold such things say what took place with a school."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from .models import Participation


@dataclass(frozen=True)
class ReleaseOccasion:
    """Something that took place. `key` stays the same (`session:12`); `words` name it; `people` of the school were there."""

    key: str
    day: date
    words: str
    people: tuple[str, ...] = ()


Find = Callable[[Participation], Iterable[ReleaseOccasion]]
_FINDERS: list[Find] = []


def release_occasions(find: Find) -> Find:
    """Register `find(participation)`, from `AppConfig.ready`: a constant number of queries."""
    _FINDERS.append(find)
    return find


def occasions_of(participation: Participation) -> list[ReleaseOccasion]:
    """Everything that took place with a participation, the latest first."""
    found = [occasion for find in _FINDERS for occasion in find(participation)]
    return sorted(found, key=lambda one: (one.day, one.key), reverse=True)
