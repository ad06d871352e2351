"""Counts of a return that may be published: no number below five can be read off or worked out from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .models import ProgrammeReturn, ReturnKind
from .return_rows import ReturnRow

SMALLEST = 5
"""The smallest number of people or schools that is published, but for none at all."""
HIDDEN = "[c]"
"""What stands for a number that is left out, as in official statistics (Government Analysis Function)."""
NO_FOCUS = "No focus"
UNITS = {ReturnKind.PARTICIPANTS: "Participants", ReturnKind.SCHOOLS: "Schools"}


@dataclass(frozen=True)
class PublishedCount:
    """A group's numbers; None where one is left out."""

    label: str
    total: int | None
    completed: int | None

    def cells(self) -> list[Any]:
        """Return the label and the numbers as they are shown."""
        return [self.label, *(HIDDEN if number is None else number for number in (self.total, self.completed))]


@dataclass(frozen=True)
class PublishedTable:
    """The groups of one kind, and all of them together."""

    title: str
    groups: Sequence[PublishedCount]
    everything: PublishedCount

    def rows(self) -> list[list[Any]]:
        """Return [label, number, number that completed] of each group and of all, as the page and the file show them."""
        return [count.cells() for count in (*self.groups, self.everything)]


def count_groups(rows: Iterable[ReturnRow], *, is_one_hub: bool) -> list[list[Any]]:
    """Return [kind of group, [[label, rows, rows that completed], …]] of a return: by project and focus, and by place."""
    place = ("Local authority", "local_authority") if is_one_hub else ("Hub", "hub")
    every = list(rows)
    by_focus = [(f"{row.values['project']}, {row.values['focus'] or NO_FOCUS}", row) for row in every]
    by_place = [(row.values[place[1]] or "Not recorded", row) for row in every]
    tables = []
    for title, pairs in (("Project and focus", by_focus), (place[0], by_place)):
        totals = Counter(label for label, _ in pairs)
        completed = Counter(label for label, row in pairs if row.values["completed"] == "Yes")
        tables.append([title, [[label, totals[label], completed[label]] for label in sorted(totals)]])
    return tables


def published_tables(frozen: ProgrammeReturn) -> list[PublishedTable]:
    """Return the tables of a frozen return with its small numbers left out."""
    tables = [(title, *suppress([(total, completed) for _, total, completed in groups]), groups)
              for title, groups in frozen.counts]  # fmt: skip
    # The same sum stands below every table: what one of them has to hide, none may show.
    totals_shown = all(overall[0] for _, _, overall, _ in tables)
    completed_shown = all(overall[1] for _, _, overall, _ in tables)
    published = []
    for title, shown, _, groups in tables:
        counts = [
            PublishedCount(label, total if is_shown[0] else None, completed if is_shown[1] else None)
            for (label, total, completed), is_shown in zip(groups, shown, strict=True)
        ]
        total, completed = (sum(group[place] for group in groups) for place in (1, 2))
        everything = PublishedCount(
            "All", total if totals_shown else None, completed if totals_shown and completed_shown else None
        )
        published.append(PublishedTable(title, counts, everything))
    return published


def suppress(groups: Sequence[tuple[int, int]]) -> tuple[list[tuple[bool, bool]], tuple[bool, bool]]:
    """Return which of (total, completed) may be shown, for each group and for the sum of all groups.

    A number from 1 to 4 is hidden, and so is *completed* where 1 to 4 did not complete. Other numbers are hidden until those
    that are hidden add up to five at least, and are two at least: else the sum would give them away.
    """
    totals = [(total,) for total, _ in groups]
    hidden_totals, total_shown = _protect(totals, {place for place, (total,) in enumerate(totals) if _is_small(total)})
    parts = [(completed, total - completed) for total, completed in groups]
    small = {place for place, numbers in enumerate(parts) if any(_is_small(number) for number in numbers)}
    hidden_completed, completed_shown = _protect(parts, small | hidden_totals)
    shown = [(place not in hidden_totals, place not in hidden_completed) for place in range(len(groups))]
    return shown, (total_shown, completed_shown and total_shown)


def _is_small(number: int) -> bool:
    return 0 < number < SMALLEST


def _protect(numbers: Sequence[tuple[int, ...]], hidden: set[int]) -> tuple[set[int], bool]:
    """Return which groups are hidden so that none follows from the sum, and whether the sum may be shown."""
    hidden = set(hidden)
    by_size = sorted(range(len(numbers)), key=lambda place: (sum(numbers[place]), place))
    others = [place for place in by_size if place not in hidden and any(numbers[place])]
    while hidden and not _is_safe([numbers[place] for place in hidden]):
        if not others:
            return hidden, False
        hidden.add(others.pop(0))
    return hidden, True


def _is_safe(hidden: Sequence[tuple[int, ...]]) -> bool:
    sums = [sum(column) for column in zip(*hidden, strict=True)]
    return len(hidden) > 1 and not any(_is_small(number) for number in sums)
