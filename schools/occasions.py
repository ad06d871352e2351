"""Occasions for which a teacher may have been released: apps above list what took place with a school."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sustaining.common.extensions import ExtensionPoint

from .models import Participation


@dataclass(frozen=True)
class ReleaseOccasion:
    """Something that took place.

    `key` is stable (`session:12`); `label` describes it; `people` are those of the school who attended. `length` is how
    long it took, as people read it, and `days` the same in days (None: not known).
    """

    key: str
    day: date
    label: str
    people: tuple[str, ...] = ()
    length: str = ""
    days: Decimal | None = None


release_occasions: ExtensionPoint[Iterable[ReleaseOccasion]] = ExtensionPoint(
    "schools.release_occasions",
    "What took place with a participation, for claims of release. A constant number of queries.",
)


def list_release_occasions(participation: Participation) -> list[ReleaseOccasion]:
    """Return everything that took place with a participation, latest first."""
    occasions = [occasion for answer in release_occasions.collect(participation) for occasion in answer]
    return sorted(occasions, key=lambda occasion: (occasion.day, occasion.key), reverse=True)
