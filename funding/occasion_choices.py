"""Sessions and meetings as choices of a claim's items, and as items to tick: one for each teacher who was there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .choices import Release

HOURS_A_DAY = 8
OFFERS = 40
"""As many sessions and meetings does a form offer to tick."""


@dataclass(frozen=True)
class OccasionChoice:
    """A session or meeting: its key and label, its day, and those of the school who were there (None: not recorded)."""

    key: str
    label: str
    day: date | None = None
    people: tuple[str, ...] = ()
    title: str = ""
    length: str = ""
    days: Decimal | None = None


def release_length(days: Decimal | None) -> dict[str, Any]:
    """Return the length and hours of a release for something that took so many days; a whole day where not known."""
    if days is None or days >= 1:
        return {"length": Release.WHOLE}
    if days == Decimal("0.5"):
        return {"length": Release.HALF}
    return {"length": Release.HOURS, "hours": f"{round(days * HOURS_A_DAY, 2).normalize():f}"}


def items_to_tick(occasions: Iterable[OccasionChoice], claimed: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield an unticked item for each teacher who was at an occasion and is in no claim yet: initial data of the form.

    `claimed` are the (occasion, teacher) of lines that exist. An occasion whose people are not recorded is one item, until
    it is claimed; one that as many teachers were claimed for as were there has none left.
    """
    counts = Counter(key for key, _ in claimed)
    for occasion in occasions:
        if occasion.day is None or counts[occasion.key] >= max(1, len(occasion.people)):
            continue
        for person in occasion.people or ("",):
            if (occasion.key, person) not in claimed:
                yield {"offered": occasion.key, "teacher": person, **release_length(occasion.days)}
