"""Uploading a list of Advocates, and saving it: checked again on saving, and saved as a whole or not at all."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.clock import london_day
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.permissions import action
from sustaining.common.years import AcademicYear

from .. import roster
from ..models import RosterUpload
from .handover import add_advocate, update_advocate

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("schools.upload_people")
def upload_roster(_: None, *, file: CheckedUpload, by: User, now: datetime) -> RosterUpload:
    """Keep an uploaded list for a worker to read."""
    return keep_file(RosterUpload, file, by=by, now=now)


@action("schools.upload_people")
def save_roster(upload: RosterUpload, *, by: User, now: datetime) -> Counter[str]:
    """Add new Advocates and update changed ones, leave out rows with problems, and return how many of each.

    Each row goes through its action, which checks the permission at that school. Raise TooOld when the rows are gone.
    """
    locked = RosterUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    rows = [roster.RosterRow(**values) for values in locked.open_rows(now)]
    checked = roster.check_rows(rows, by, AcademicYear.of(london_day(now)).start)
    for row in checked:
        if row.school is None:
            continue
        if row.verdict == roster.NEW:
            add_advocate(row.school, person=roster.as_advocate(row), by=by, now=now)
        elif row.verdict == roster.CHANGED:
            update_advocate(row.school, person=roster.as_advocate(row), by=by, now=now)
    locked.close(now)
    return Counter(row.verdict for row in checked)


def summarise(counts: Counter[str]) -> str:
    """Return a sentence with the counts: `12 added, 3 updated, 5 unchanged, 2 left out`."""
    labels = {
        roster.NEW: "added",
        roster.CHANGED: "updated",
        roster.MATCH: "unchanged",
        roster.PROBLEM: "left out",
    }
    return ", ".join(f"{counts[key]} {label}" for key, label in labels.items() if counts[key]) + "."
