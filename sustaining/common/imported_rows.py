"""What records share that a hub imported from a list: their row there, and what keeps them from being undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from .extensions import ExtensionPoint

Uses = dict[int, list[str]]
"""What hangs on records, by their keys: `2 files`, `claim SUS-26-6PNP`."""


class ListedIn(NamedTuple):
    """The list that something came from, and its row there."""

    source: str
    source_row: int


def collect_uses(point: ExtensionPoint[Uses], keys: Collection[int]) -> Uses:
    """Return what all providers of `point` say hangs on each record; a record without any is left out."""
    uses: Uses = defaultdict(list)
    for answer in point.collect(keys):
        for key, phrases in answer.items():
            uses[key] += phrases
    return dict(uses)
