"""National returns of completion: frozen for a day, and compared with the present state."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sustaining.common.clock import today
from sustaining.common.typed_text import sort_key

from .filters import ReportFilter
from .models import CompletionReturn
from .tables import SNAPSHOT, snapshot

if TYPE_CHECKING:
    from sustaining.common.people import Reader

STATE, COMPLETED_ON = SNAPSHOT.index("Status on the day"), SNAPSHOT.index("Completed on")
NOT_IN_IT = "Not included"


@dataclass(frozen=True)
class Difference:
    """A school whose state on the day of a return reads differently now."""

    school: str
    project: str
    then: str
    now: str


def return_filter(user: Reader, frozen: CompletionReturn) -> ReportFilter:
    """Return the filter of the report that a return was made from."""
    return ReportFilter(user, frozen.year, today(), frozen.hub)


def rows_in(content: str) -> list[list[str]]:
    """Return the rows of a frozen file without its headings."""
    return list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")))[1:]


def differences(user: Reader, frozen: CompletionReturn) -> list[Difference]:
    """Return the schools of which the same return, taken now for the same day, would say something else. One query."""
    then = _by_school(rows_in(frozen.content))
    now = _by_school([str(cell) for cell in row] for row in snapshot(return_filter(user, frozen), frozen.taken_for))
    keys = sorted({*then, *now}, key=lambda key: (sort_key((then.get(key) or now[key])[0]), key))
    return [
        Difference((then.get(key) or now[key])[0], key[1], *states)
        for key in keys
        if (states := (_state(then, key), _state(now, key)))[0] != states[1]
    ]


def _by_school(rows: Iterable[list[str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the school's name and its state by URN and project."""
    return {(row[1], row[4]): (row[2], row[STATE]) for row in rows}


def _state(states: dict[tuple[str, str], tuple[str, str]], key: tuple[str, str]) -> str:
    return states[key][1] if key in states else NOT_IN_IT
