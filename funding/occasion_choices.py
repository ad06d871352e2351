"""Sessions and meetings as choices of a claim's items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class OccasionChoice:
    """A session or meeting: its key and label, its day, and those of the school who were there (None: not recorded)."""

    key: str
    label: str
    day: date | None = None
    people: tuple[str, ...] = ()
