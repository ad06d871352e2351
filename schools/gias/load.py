"""Loading the register: created, updated, unchanged and skipped are counted; nothing is ever deleted."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from schools.models import HubAuthority, School
from sustaining.common.permits import action

from .reader import FIELDS, Notes, open_register, read_register

PIECE = 1000


@dataclass
class Report:
    """What an import did. `changes` holds the first twenty differences in words."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    changes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The report in sentences."""
        counts = [
            f"{self.created} created, {self.updated} updated, {self.unchanged} unchanged, "
            f"{sum(self.skipped.values())} skipped."
        ]
        counts += [f"Skipped {number}: {reason}." for reason, number in self.skipped.most_common()]
        counts += [f"Mended {number}: {reason}." for reason, number in self.mended.most_common()]
        return counts


class DryRun(Exception):
    """Takes a checked-only import back."""


@action("schools.import_register")
def import_register(
    path: str | Path,
    *,
    by: Any,
    now: datetime,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
) -> Report:
    """Load a GIAS file in one transaction, a thousand rows at a time. Raises NotTheRegister with one sentence.

    With `dry_run` everything is worked out and taken back.
    """
    report, notes = Report(), Notes()
    try:
        with transaction.atomic(), open_register(path) as text:
            hubs = dict(HubAuthority.objects.values_list("local_authority", "hub_id"))
            for rows in _pieces(read_register(text, notes)):
                _load_piece(rows, hubs, report)
                progress(report.created + report.updated + report.unchanged)
            if dry_run:
                raise DryRun
    except DryRun:
        pass
    report.skipped, report.mended = notes.skipped, notes.mended
    return report


def _pieces(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while piece := list(itertools.islice(rows, PIECE)):
        yield piece


def _load_piece(rows: list[dict[str, Any]], hubs: dict[str, int], report: Report) -> None:
    known = School.objects.in_bulk([row["urn"] for row in rows], field_name="urn")
    new, changed = [], []
    for row in rows:
        school = known.get(row["urn"])
        if school is None:
            new.append(School(**row, hub_id=hubs.get(row["local_authority"])))
        elif _change(school, row, hubs, report):
            changed.append(school)
        else:
            report.unchanged += 1
    School.objects.bulk_create(new)
    School.objects.bulk_update(changed, [*FIELDS, "hub"])
    report.created += len(new)
    report.updated += len(changed)


def _change(school: School, row: dict[str, Any], hubs: dict[str, int], report: Report) -> bool:
    """Bring `school` up to the row; whether anything differed. The hub stays where a person set it."""
    wanted = dict(row)
    if not school.hub_is_by_hand and row["local_authority"] in hubs:
        wanted["hub_id"] = hubs[row["local_authority"]]
    differing = {name: value for name, value in wanted.items() if getattr(school, name) != value}
    for name, value in differing.items():
        if len(report.changes) < 20:
            report.changes.append(f"{school.urn} {school.name}: {name} was {getattr(school, name)!r}, is {value!r}")
        setattr(school, name, value)
    return bool(differing)
