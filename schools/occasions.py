"""What a teacher may have been released for: the rooms that hold such things say what took place with a school."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sustaining.common.extensions import ExtensionPoint

from .models import Participation


@dataclass(frozen=True)
class ReleaseOccasion:
    """Something that took place. `key` stays the same (`session:12`); `words` name it; `people` of the school were there."""

    key: str
    day: date
    words: str
    people: tuple[str, ...] = ()


release_occasions: ExtensionPoint[Iterable[ReleaseOccasion]] = ExtensionPoint(
    "schools.release_occasions",
    "What took place with a participation, for claims of release. A constant number of queries.",
)


def list_release_occasions(participation: Participation) -> list[ReleaseOccasion]:
    """Everything that took place with a participation, the latest first."""
    found = [occasion for occasions in release_occasions.collect(participation) for occasion in occasions]
    return sorted(found, key=lambda one: (one.day, one.key), reverse=True)
